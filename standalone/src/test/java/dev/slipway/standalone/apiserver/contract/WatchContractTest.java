package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import dev.slipway.standalone.apiserver.contract.WatchReader.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class WatchContractTest {
    @Test
    void watch_from_a_list_shows_every_later_change(Cluster cluster) {
        String version = cluster.api().get(cluster.widgets()).resourceVersion();
        try (WatchReader watch = cluster.api().watch(cluster.widgets() + "?watch=1&resourceVersion=" + version)) {
            cluster.createWidget("a", "{\"size\": 1}");
            Reply patched = cluster.api().merge(cluster.widgets() + "/a", "{\"spec\": {\"size\": 2}}");
            cluster.api().delete(cluster.widgets() + "/a");

            assertThat(watch.next()).hasToString("ADDED a");
            Event modified = watch.next();
            assertThat(modified).hasToString("MODIFIED a");
            assertThat(modified.object().at("/metadata/resourceVersion").asText())
                    .isEqualTo(patched.resourceVersion());
            Event deleted = watch.next();
            assertThat(deleted).hasToString("DELETED a");
            assertThat(deleted.object().at("/metadata/resourceVersion").asLong())
                    .isGreaterThan(Long.parseLong(patched.resourceVersion()));
        }
    }

    @Test
    void watch_resumes_where_it_was(Cluster cluster) {
        String version = cluster.createWidget("a", "{\"size\": 1}").resourceVersion();
        cluster.createWidget("b", "{\"size\": 1}");
        cluster.createWidget("c", "{\"size\": 1}");

        try (WatchReader watch = cluster.api().watch(cluster.widgets() + "?watch=1&resourceVersion=" + version)) {
            assertThat(watch.next()).hasToString("ADDED b");
            assertThat(watch.next()).hasToString("ADDED c");
        }
    }

    @Test
    void watch_without_version_begins_with_what_is_there(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        try (WatchReader watch = cluster.api().watch(cluster.widgets() + "?watch=1")) {
            assertThat(watch.next()).hasToString("ADDED a");
            cluster.createWidget("b", "{\"size\": 1}");
            assertThat(watch.next()).hasToString("ADDED b");
        }
    }

    @Test
    void selector_turns_changes_into_arrivals_and_departures(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        String version = cluster.api().get(cluster.widgets()).resourceVersion();
        try (WatchReader watch =
                cluster.api().watch(cluster.widgets() + "?watch=1&labelSelector=x&resourceVersion=" + version)) {
            cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": {\"x\": \"1\"}}}");
            cluster.api().merge(cluster.widgets() + "/a", "{\"spec\": {\"size\": 2}}");
            cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": null}}");
            cluster.api().merge(cluster.widgets() + "/a", "{\"spec\": {\"size\": 3}}");
            cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": {\"x\": \"2\"}}}");

            assertThat(watch.next().type()).isEqualTo("ADDED");
            assertThat(watch.next().type()).isEqualTo("MODIFIED");
            assertThat(watch.next().type()).isEqualTo("DELETED");
            assertThat(watch.next().type()).isEqualTo("ADDED");
        }
    }

    @Test
    void watch_of_one_name_sees_only_it(Cluster cluster) {
        String version = cluster.api().get(cluster.widgets()).resourceVersion();
        try (WatchReader watch = cluster.api()
                .watch(cluster.widgets() + "?watch=1&fieldSelector=metadata.name=b&resourceVersion=" + version)) {
            cluster.createWidget("a", "{\"size\": 1}");
            cluster.createWidget("b", "{\"size\": 1}");

            assertThat(watch.next()).hasToString("ADDED b");
        }
    }

    @Test
    void initial_events_end_with_a_marked_bookmark(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        try (WatchReader watch = cluster.api()
                .watch(
                        cluster.widgets()
                                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            assertThat(watch.next()).hasToString("ADDED a");
            Event bookmark = watch.next();
            assertThat(bookmark.type()).isEqualTo("BOOKMARK");
            assertThat(bookmark.object()
                            .at("/metadata/annotations/k8s.io~1initial-events-end")
                            .asText())
                    .isEqualTo("true");
            assertThat(bookmark.object().path("kind").asText()).isEqualTo("Widget");
        }
    }

    @Test
    void initial_events_need_a_version_match(Cluster cluster) {
        Reply refused = cluster.api().get(cluster.widgets() + "?watch=1&sendInitialEvents=true");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }

    @Test
    void watch_ends_by_itself_after_its_time(Cluster cluster) {
        try (WatchReader watch = cluster.api().watch(cluster.widgets() + "?watch=1&timeoutSeconds=1")) {
            assertThat(watch.code()).isEqualTo(200);
            assertThat(watch.next()).isEqualTo(Event.END);
        }
    }

    @Test
    void other_namespace_is_not_seen(Cluster cluster) {
        String version = cluster.api().get(cluster.configMaps()).resourceVersion();
        try (WatchReader watch = cluster.api()
                .watch(cluster.configMaps() + "?watch=1&fieldSelector=metadata.name!=kube-root-ca.crt&resourceVersion="
                        + version)) {
            cluster.api().post("/api/v1/namespaces/default/configmaps", """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}}""".formatted(cluster.namespace()));
            cluster.createConfigMap("mine", "{}");
            cluster.api().delete("/api/v1/namespaces/default/configmaps/" + cluster.namespace());

            assertThat(watch.next()).hasToString("ADDED mine");
        }
    }

    @Test
    void table_watch_sends_rows(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 4}");

        try (WatchReader watch =
                cluster.api().watch(cluster.widgets() + "?watch=1", "application/json;as=Table;v=v1;g=meta.k8s.io")) {
            Event added = watch.next();

            assertThat(added.object().path("kind").asText()).isEqualTo("Table");
            assertThat(added.object().at("/rows/0/cells/1").asInt()).isEqualTo(4);
        }
    }

    @Test
    void version_from_before_the_memory_of_the_server_is_gone(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        cluster.restart();

        try (WatchReader watch = cluster.api().watch(cluster.configMaps() + "?watch=1&resourceVersion=1")) {
            Event error = watch.next();

            assertThat(watch.code()).isEqualTo(200);
            assertThat(error.type()).isEqualTo("ERROR");
            assertThat(error.object().path("code").asInt()).isEqualTo(410);
            assertThat(error.object().path("reason").asText()).isEqualTo("Expired");
            assertThat(error.object().path("message").asText()).matches("too old resource version: 1 \\(\\d+\\)");
            assertThat(watch.next()).isEqualTo(Event.END);
        }
    }

    @Test
    void bookmark_comes_before_a_watch_ends(Cluster cluster) {
        Reply last = cluster.createWidget("a", "{\"size\": 1}");
        try (WatchReader watch = cluster.api()
                .watch(cluster.widgets() + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=5&resourceVersion="
                        + last.resourceVersion())) {
            List<Event> bookmarks = watch.untilEnd();

            // How many there are depends on the server's clock: at least one.
            assertThat(bookmarks).isNotEmpty().allSatisfy(bookmark -> {
                assertThat(bookmark.type()).isEqualTo("BOOKMARK");
                assertThat(bookmark.object().path("kind").asText()).isEqualTo("Widget");
                assertThat(bookmark.object().path("apiVersion").asText()).isEqualTo("contract.slipway.dev/v1");
                assertThat(bookmark.object().at("/metadata/resourceVersion").asLong())
                        .isGreaterThanOrEqualTo(Long.parseLong(last.resourceVersion()));
            });
        }
    }

    @Test
    void list_as_a_stream_can_be_resumed_from_its_bookmark(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        String version;
        try (WatchReader watch = cluster.api()
                .watch(
                        cluster.widgets()
                                + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true")) {
            watch.next();
            version = watch.next().object().at("/metadata/resourceVersion").asText();
        }
        cluster.createWidget("b", "{\"size\": 1}");

        try (WatchReader watch = cluster.api().watch(cluster.widgets() + "?watch=1&resourceVersion=" + version)) {
            assertThat(watch.next()).hasToString("ADDED b");
        }
    }

    @Test
    void version_that_is_no_number_is_refused(Cluster cluster) {
        Reply refused = cluster.api().get(cluster.widgets() + "?resourceVersion=x");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "invalid resource version: resourceVersion: Invalid value: \"x\": strconv.ParseUint: parsing \"x\": invalid syntax");
    }
}
