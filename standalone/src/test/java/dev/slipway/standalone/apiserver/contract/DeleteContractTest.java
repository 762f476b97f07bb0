package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class DeleteContractTest {
    @Test
    void delete_answers_success_with_the_uid(Cluster cluster) {
        Reply created = cluster.createConfigMap("a", "{}");

        Reply deleted = cluster.api().delete(cluster.configMaps() + "/a");

        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.at("/status")).isEqualTo("Success");
        assertThat(deleted.body().path("details")).hasToString("""
                {"name":"a","kind":"configmaps","uid":"%s"}""".formatted(created.at("/metadata/uid")));
        assertThat(cluster.api().get(cluster.configMaps() + "/a").code()).isEqualTo(404);
    }

    @Test
    void delete_of_an_absent_object_is_not_found(Cluster cluster) {
        assertThat(cluster.api().delete(cluster.configMaps() + "/a").message()).isEqualTo("configmaps \"a\" not found");
    }

    @Test
    void finalizer_keeps_a_deleted_object_until_it_is_removed(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"finalizers\": [\"x.io/a\"]}}");

        Reply deleted = cluster.api().delete(cluster.widgets() + "/a");
        Reply waiting = cluster.api().get(cluster.widgets() + "/a");
        Reply last = cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"finalizers\": null}}");

        assertThat(deleted.at("/kind")).isEqualTo("Widget");
        assertThat(waiting.at("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(waiting.at("/metadata/deletionGracePeriodSeconds")).isEqualTo("0");
        assertThat(waiting.at("/metadata/generation")).isEqualTo("2");
        assertThat(last.code()).isEqualTo(200);
        assertThat(cluster.api().get(cluster.widgets() + "/a").code()).isEqualTo(404);
    }

    @Test
    void no_finalizer_can_be_added_to_a_deleted_object(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"finalizers\": [\"x.io/a\"]}}");
        cluster.api().delete(cluster.widgets() + "/a");

        Reply refused = cluster.api()
                .merge(cluster.widgets() + "/a", "{\"metadata\": {\"finalizers\": [\"x.io/a\", \"x.io/b\"]}}");
        cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"finalizers\": null}}");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "Widget.contract.slipway.dev \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"x.io/b\"}");
    }

    @Test
    void preconditions_guard_a_deletion(Cluster cluster) {
        Reply created = cluster.createConfigMap("a", "{}");

        Reply uid = cluster.api().delete(cluster.configMaps() + "/a", "{\"preconditions\": {\"uid\": \"other\"}}");
        Reply version =
                cluster.api().delete(cluster.configMaps() + "/a", "{\"preconditions\": {\"resourceVersion\": \"1\"}}");

        assertThat(uid.code()).isEqualTo(409);
        assertThat(uid.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (other) does not match the UID in record (%s). The object might have been deleted and then recreated"
                                .formatted(created.at("/metadata/uid")));
        assertThat(version.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (%s). The object might have been modified"
                                .formatted(created.resourceVersion()));
    }

    @Test
    void dry_run_deletes_nothing(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply answered = cluster.api().delete(cluster.configMaps() + "/a?dryRun=All");

        assertThat(answered.code()).isEqualTo(200);
        assertThat(cluster.api().get(cluster.configMaps() + "/a").code()).isEqualTo(200);
    }

    @Test
    void unknown_propagation_is_invalid(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply refused = cluster.api().delete(cluster.configMaps() + "/a?propagationPolicy=Sideways");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    }

    @Test
    void collection_is_deleted_by_selector(Cluster cluster) {
        for (String name : "a b".split(" ")) {
            cluster.createWidget(name, "{\"size\": 1}");
        }
        cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");

        Reply deleted = cluster.api().delete(cluster.widgets() + "?labelSelector=x=y");

        assertThat(deleted.code()).isEqualTo(200);
        assertThat(cluster.api().get(cluster.widgets() + "/a").code()).isEqualTo(404);
        assertThat(cluster.api().get(cluster.widgets() + "/b").code()).isEqualTo(200);
    }

    @Test
    void dependents_of_a_deleted_owner_go(Cluster cluster) {
        Reply owner = cluster.createWidget("owner", "{\"size\": 1}");
        dependent(cluster, "child", owner, false);

        cluster.api().delete(cluster.widgets() + "/owner");

        cluster.awaitGone(cluster.configMaps() + "/child");
    }

    @Test
    void object_of_an_owner_that_never_was_goes(Cluster cluster) {
        cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "child", "ownerReferences": [
                  {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "name": "none",
                   "uid": "00000000-0000-0000-0000-000000000000"}]}}""");

        cluster.awaitGone(cluster.configMaps() + "/child");
    }

    @Test
    void orphaned_dependents_stay_without_their_owner(Cluster cluster) {
        Reply owner = cluster.createWidget("owner", "{\"size\": 1}");
        dependent(cluster, "child", owner, false);

        cluster.api().delete(cluster.widgets() + "/owner?propagationPolicy=Orphan");
        cluster.awaitGone(cluster.widgets() + "/owner");

        Reply child = cluster.api().get(cluster.configMaps() + "/child");
        assertThat(child.code()).isEqualTo(200);
        assertThat(child.body().path("metadata").has("ownerReferences")).isFalse();
    }

    @Test
    void foreground_deletion_waits_for_blocking_dependents(Cluster cluster) {
        Reply owner = cluster.createWidget("owner", "{\"size\": 1}");
        dependent(cluster, "child", owner, true);
        cluster.api().merge(cluster.configMaps() + "/child", "{\"metadata\": {\"finalizers\": [\"x.io/a\"]}}");

        Reply deleted = cluster.api().delete(cluster.widgets() + "/owner?propagationPolicy=Foreground");
        Awaitility.await()
                .until(() -> !cluster.api()
                        .get(cluster.configMaps() + "/child")
                        .at("/metadata/deletionTimestamp")
                        .isEmpty());
        Reply waiting = cluster.api().get(cluster.widgets() + "/owner");
        cluster.api().merge(cluster.configMaps() + "/child", "{\"metadata\": {\"finalizers\": null}}");

        assertThat(deleted.body().at("/metadata/finalizers").toString()).isEqualTo("[\"foregroundDeletion\"]");
        assertThat(waiting.code()).isEqualTo(200);
        cluster.awaitGone(cluster.widgets() + "/owner");
    }

    private static void dependent(Cluster cluster, String name, Reply owner, boolean blocks) {
        Reply created =
                cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s", "ownerReferences": [
                  {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "name": "owner", "uid": "%s",
                   "blockOwnerDeletion": %s}]}}""".formatted(name, owner.at("/metadata/uid"), blocks));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
    }

    @Test
    void dependents_of_dependents_go_in_the_foreground_before_their_owner(Cluster cluster) {
        Reply owner = cluster.createWidget("owner", "{\"size\": 1}");
        dependent(cluster, "child", owner, true);
        Reply child = cluster.api().get(cluster.configMaps() + "/child");
        Reply grandchild = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "grandchild", "finalizers": ["x.io/a"],
                 "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "child", "uid": "%s",
                  "blockOwnerDeletion": true}]}}""".formatted(child.at("/metadata/uid")));
        assertThat(grandchild.code()).as(grandchild.text()).isEqualTo(201);

        cluster.api().delete(cluster.widgets() + "/owner", "{\"propagationPolicy\": \"Foreground\"}");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> !cluster.api()
                        .get(cluster.configMaps() + "/grandchild")
                        .at("/metadata/deletionTimestamp")
                        .isEmpty());

        assertThat(cluster.api().get(cluster.widgets() + "/owner").code()).isEqualTo(200);
        assertThat(cluster.api().get(cluster.configMaps() + "/child").code()).isEqualTo(200);
        cluster.api().merge(cluster.configMaps() + "/grandchild", "{\"metadata\": {\"finalizers\": null}}");
        cluster.awaitGone(cluster.widgets() + "/owner");
        assertThat(cluster.api().get(cluster.configMaps() + "/child").code()).isEqualTo(404);
    }

    @Test
    void object_with_a_second_owner_stays(Cluster cluster) {
        Reply one = cluster.createWidget("one", "{\"size\": 1}");
        Reply two = cluster.createWidget("two", "{\"size\": 1}");
        cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "child", "ownerReferences": [
                  {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "name": "one", "uid": "%s"},
                  {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "name": "two", "uid": "%s"}]}}""".formatted(one.at("/metadata/uid"), two.at("/metadata/uid")));

        cluster.api().delete(cluster.widgets() + "/one");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.api()
                                .get(cluster.configMaps() + "/child")
                                .body()
                                .at("/metadata/ownerReferences")
                                .size()
                        == 1);
        cluster.api().delete(cluster.widgets() + "/two");
        cluster.awaitGone(cluster.configMaps() + "/child");
    }
}
