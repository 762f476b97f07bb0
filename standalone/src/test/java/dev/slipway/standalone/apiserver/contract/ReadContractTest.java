package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class ReadContractTest {
    @Test
    void absent_object_is_not_found(Cluster cluster) {
        Reply missing = cluster.api().get(cluster.configMaps() + "/a");

        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.at("/kind")).isEqualTo("Status");
        assertThat(missing.at("/status")).isEqualTo("Failure");
        assertThat(missing.at("/reason")).isEqualTo("NotFound");
        assertThat(missing.message()).isEqualTo("configmaps \"a\" not found");
        assertThat(missing.at("/code")).isEqualTo("404");
    }

    @Test
    void absent_custom_resource_is_named_with_its_group(Cluster cluster) {
        Reply missing = cluster.api().get(cluster.widgets() + "/a");

        assertThat(missing.message()).isEqualTo("widgets.contract.slipway.dev \"a\" not found");
        assertThat(missing.body().path("details")).hasToString("""
                {"name":"a","group":"contract.slipway.dev","kind":"widgets"}""");
    }

    @Test
    void unknown_group_and_path_are_plain_404(Cluster cluster) {
        assertThat(cluster.api().get("/apis/none.example.com/v1/things").text()).isEqualTo("404 page not found\n");
        assertThat(cluster.api().get("/none").code()).isIn(403, 404);
    }

    @Test
    void unknown_resource_of_a_known_group_is_a_status(Cluster cluster) {
        Reply missing = cluster.api().get("/api/v1/things");

        assertThat(missing.code()).isEqualTo(404);
        assertThat(missing.message()).isEqualTo("the server could not find the requested resource");
    }

    @Test
    void list_has_kind_version_and_items_in_the_order_of_names(Cluster cluster) {
        cluster.createWidget("b", "{\"size\": 1}");
        cluster.createWidget("a", "{\"size\": 1}");

        Reply list = cluster.api().get(cluster.widgets());

        assertThat(list.at("/kind")).isEqualTo("WidgetList");
        assertThat(list.at("/apiVersion")).isEqualTo("contract.slipway.dev/v1");
        assertThat(list.resourceVersion()).matches("\\d+");
        assertThat(list.body().path("items").findValuesAsText("name")).containsExactly("a", "b");
    }

    @Test
    void other_served_version_shows_the_same_object(Cluster cluster) {
        Reply created = cluster.createWidget("a", "{\"size\": 1}");

        Reply other = cluster.api()
                .get("/apis/contract.slipway.dev/v1beta1/namespaces/" + cluster.namespace() + "/widgets/a");

        assertThat(other.at("/apiVersion")).isEqualTo("contract.slipway.dev/v1beta1");
        assertThat(other.at("/metadata/uid")).isEqualTo(created.at("/metadata/uid"));
        assertThat(other.at("/spec/size")).isEqualTo("1");
    }

    @Test
    void pages_show_one_revision(Cluster cluster) {
        for (String name : "a b c d e".split(" ")) {
            cluster.createConfigMap("page-" + name, "{}");
        }
        String path = cluster.configMaps() + "?labelSelector=&fieldSelector=metadata.name!=kube-root-ca.crt&limit=2";

        Reply first = cluster.api().get(path);
        cluster.createConfigMap("page-bb", "{}");
        cluster.api().delete(cluster.configMaps() + "/page-d");
        Reply second = cluster.api().get(path + "&continue=" + first.at("/metadata/continue"));
        Reply third = cluster.api().get(path + "&continue=" + second.at("/metadata/continue"));

        assertThat(names(first)).containsExactly("page-a", "page-b");
        assertThat(names(second)).containsExactly("page-c", "page-d");
        assertThat(names(third)).containsExactly("page-e");
        assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
        assertThat(third.body().path("metadata").has("continue")).isFalse();
    }

    @Test
    void page_says_how_many_remain(Cluster cluster) {
        for (String name : "a b c".split(" ")) {
            cluster.createWidget(name, "{\"size\": 1}");
        }

        Reply first = cluster.api().get(cluster.widgets() + "?limit=1");

        assertThat(first.at("/metadata/remainingItemCount")).isEqualTo("2");
    }

    @Test
    void exact_revision_shows_the_past(Cluster cluster) {
        String then = cluster.createWidget("a", "{\"size\": 1}").resourceVersion();
        cluster.createWidget("b", "{\"size\": 1}");

        Reply past = cluster.api().get(cluster.widgets() + "?resourceVersion=" + then + "&resourceVersionMatch=Exact");

        assertThat(names(past)).containsExactly("a");
        assertThat(past.resourceVersion()).isEqualTo(then);
    }

    @Test
    void revision_of_the_future_times_out(Cluster cluster) {
        Reply refused = cluster.api().get(cluster.widgets() + "?resourceVersion=999999999999");

        assertThat(refused.code()).isEqualTo(504);
        assertThat(refused.message()).contains("Too large resource version: 999999999999, current: ");
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("ResourceVersionTooLarge");
    }

    @Test
    void label_selectors_in_all_forms(Cluster cluster) {
        labelled(cluster, "a", "{\"tier\": \"web\", \"n\": \"5\"}");
        labelled(cluster, "b", "{\"tier\": \"db\"}");
        labelled(cluster, "c", "{\"old\": \"\"}");

        assertThat(selected(cluster, "tier=web")).containsExactly("a");
        assertThat(selected(cluster, "tier==web")).containsExactly("a");
        assertThat(selected(cluster, "tier!=web")).containsExactly("b", "c");
        assertThat(selected(cluster, "tier%20in%20(web,db)")).containsExactly("a", "b");
        assertThat(selected(cluster, "tier%20notin%20(web)")).containsExactly("b", "c");
        assertThat(selected(cluster, "tier")).containsExactly("a", "b");
        assertThat(selected(cluster, "!tier")).containsExactly("c");
        assertThat(selected(cluster, "old=")).containsExactly("c");
        assertThat(selected(cluster, "n%3E4,tier")).containsExactly("a");
        assertThat(selected(cluster, "tier,n")).containsExactly("a");
    }

    @Test
    void broken_label_selector_is_a_bad_request(Cluster cluster) {
        Reply refused = cluster.api().get(cluster.widgets() + "?labelSelector=a=(");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).isEqualTo("unable to parse requirement: found '(', expected: identifier");
    }

    @Test
    void field_selectors_choose_by_known_fields(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1, \"color\": \"blue\"}");
        cluster.createWidget("b", "{\"size\": 1}");

        assertThat(names(cluster.api().get(cluster.widgets() + "?fieldSelector=metadata.name=b")))
                .containsExactly("b");
        assertThat(names(cluster.api().get(cluster.widgets() + "?fieldSelector=spec.color=blue")))
                .containsExactly("a");
        assertThat(names(cluster.api().get(cluster.widgets() + "?fieldSelector=spec.color!=blue,metadata.name!=c")))
                .containsExactly("b");
    }

    @Test
    void unknown_field_of_a_selector_is_a_bad_request(Cluster cluster) {
        Reply custom = cluster.api().get(cluster.widgets() + "?fieldSelector=spec.size=1");
        Reply builtIn = cluster.api().get(cluster.core("pods") + "?fieldSelector=spec.size=1");

        assertThat(custom.code()).isEqualTo(400);
        assertThat(custom.message()).isEqualTo("field label not supported: spec.size");
        assertThat(builtIn.message()).isEqualTo("field label not supported: spec.size");
    }

    @Test
    void table_has_the_columns_of_the_definition(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 7}");

        Reply table = cluster.api().get(cluster.widgets(), "application/json;as=Table;v=v1;g=meta.k8s.io");

        assertThat(table.at("/kind")).isEqualTo("Table");
        assertThat(table.body().path("columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Size", "Phase");
        assertThat(table.body().at("/rows/0/cells/0").asText()).isEqualTo("a");
        assertThat(table.body().at("/rows/0/cells/1").asInt()).isEqualTo(7);
        assertThat(table.at("/rows/0/object/kind")).isEqualTo("PartialObjectMetadata");
    }

    @Test
    void metadata_alone_can_be_asked_for(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 7}");

        Reply list = cluster.api()
                .get(cluster.widgets(), "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io");

        assertThat(list.at("/kind")).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/metadata/name")).isEqualTo("a");
        assertThat(list.body().at("/items/0").has("spec")).isFalse();
    }

    @Test
    void unacceptable_media_type_is_406(Cluster cluster) {
        assertThat(cluster.api().get(cluster.widgets(), "image/png").code()).isEqualTo(406);
    }

    private static void labelled(Cluster cluster, String name, String labels) {
        Reply created = cluster.api().post(cluster.widgets(), """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "metadata": {"name": "%s", "labels": %s},
                 "spec": {"size": 1}}""".formatted(name, labels));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
    }

    private static Iterable<String> selected(Cluster cluster, String selector) {
        return names(cluster.api().get(cluster.widgets() + "?labelSelector=" + selector));
    }

    private static Iterable<String> names(Reply list) {
        assertThat(list.code()).as(list.text()).isEqualTo(200);
        return list.body().path("items").findValues("metadata").stream()
                .map(metadata -> metadata.path("name").asText())
                .toList();
    }

    @Test
    void built_in_kinds_have_fields_to_select_by(Cluster cluster) {
        for (String type : "Opaque example.com/other".split(" ")) {
            Reply created = cluster.api().post(cluster.core("secrets"), """
                    {"apiVersion": "v1", "kind": "Secret", "type": "%s", "metadata": {"generateName": "s-"}}""".formatted(type));
            assertThat(created.code()).as(created.text()).isEqualTo(201);
        }
        cluster.api().post(cluster.core("events"), """
                {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e", "namespace": "%1$s"}, "reason": "Started",
                 "type": "Normal", "involvedObject": {"kind": "Widget", "name": "a", "namespace": "%1$s"}}""".formatted(cluster.namespace()));

        assertThat(names(cluster.api().get(cluster.core("secrets") + "?fieldSelector=type=example.com/other")))
                .hasSize(1);
        assertThat(names(cluster.api()
                        .get(cluster.core("events")
                                + "?fieldSelector=involvedObject.kind=Widget,reason=Started,type!=Warning")))
                .containsExactly("e");
        assertThat(names(cluster.api().get(cluster.core("events") + "?fieldSelector=involvedObject.name=b")))
                .isEmpty();
        assertThat(names(cluster.api()
                        .get("/api/v1/namespaces?fieldSelector=status.phase=Terminating,metadata.name="
                                + cluster.namespace())))
                .isEmpty();
    }

    @Test
    void page_after_a_deletion_still_shows_the_first_revision(Cluster cluster) {
        for (String name : "a b c".split(" ")) {
            cluster.createWidget(name, "{\"size\": 1}");
        }
        Reply first = cluster.api().get(cluster.widgets() + "?limit=1");
        cluster.api().delete(cluster.widgets() + "/b");
        cluster.createWidget("d", "{\"size\": 1}");

        Reply rest = cluster.api().get(cluster.widgets() + "?limit=10&continue=" + first.at("/metadata/continue"));

        assertThat(names(rest)).containsExactly("b", "c");
        assertThat(rest.resourceVersion()).isEqualTo(first.resourceVersion());
        assertThat(rest.at("/metadata/continue")).isEmpty();
    }

    @Test
    void broken_continue_token_is_a_bad_request(Cluster cluster) {
        Reply refused = cluster.api().get(cluster.widgets() + "?limit=1&continue=nonsense");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).startsWith("invalid continue token: continue key is not valid: ");
    }

    @Test
    void table_carries_whole_objects_or_none_if_asked(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\"}");
        String table = "application/json;as=Table;v=v1;g=meta.k8s.io";

        Reply whole = cluster.api().get(cluster.configMaps() + "/a?includeObject=Object", table);
        Reply none = cluster.api().get(cluster.configMaps() + "/a?includeObject=None", table);

        assertThat(whole.body().path("columnDefinitions").findValuesAsText("name"))
                .containsExactly("Name", "Data", "Age");
        assertThat(whole.body().at("/rows/0/cells/1").asInt()).isEqualTo(1);
        assertThat(whole.at("/rows/0/object/data/k")).isEqualTo("v");
        assertThat(none.body().at("/rows/0/object").isMissingNode()
                        || none.body().at("/rows/0/object").isNull())
                .isTrue();
    }
}
