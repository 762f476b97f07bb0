package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class UpdateContractTest {
    @Test
    void update_of_an_old_version_conflicts(Cluster cluster) {
        String old = cluster.createConfigMap("a", "{}").resourceVersion();
        cluster.api().merge(cluster.configMaps() + "/a", "{\"data\": {\"k\": \"v\"}}");

        Reply refused = put(cluster, "a", "\"resourceVersion\": \"" + old + "\"");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.at("/reason")).isEqualTo("Conflict");
        assertThat(refused.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again");
    }

    @Test
    void built_in_object_may_be_updated_without_version(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply updated = put(cluster, "a", "\"labels\": {\"x\": \"y\"}");

        assertThat(updated.code()).isEqualTo(200);
        assertThat(updated.body().has("data")).isFalse();
    }

    @Test
    void custom_resource_needs_its_version_for_an_update(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        Reply refused = cluster.api().put(cluster.widgets() + "/a", Widgets.widget("a", "{\"size\": 2}"));

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "widgets.contract.slipway.dev \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
    }

    @Test
    void name_of_body_must_be_that_of_path(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply refused = cluster.api().put(cluster.configMaps() + "/a", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}}""");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).isEqualTo("the name of the object (b) does not match the name on the URL (a)");
    }

    @Test
    void update_of_an_absent_object_is_not_found(Cluster cluster) {
        assertThat(put(cluster, "a", "\"labels\": {}").code()).isEqualTo(404);
    }

    @Test
    void other_uid_conflicts(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply refused = put(cluster, "a", "\"uid\": \"other\"");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.message()).contains("Precondition failed: UID in precondition: other, UID in object meta: ");
    }

    @Test
    void update_that_changes_nothing_keeps_the_version(Cluster cluster) {
        Reply created = cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply updated = cluster.api().put(cluster.configMaps() + "/a", created.text());

        assertThat(updated.resourceVersion()).isEqualTo(created.resourceVersion());
    }

    @Test
    void system_fields_survive_an_update(Cluster cluster) {
        Reply created = cluster.createConfigMap("a", "{}");

        Reply updated = put(cluster, "a", "\"labels\": {\"x\": \"y\"}");

        assertThat(updated.at("/metadata/uid")).isEqualTo(created.at("/metadata/uid"));
        assertThat(updated.at("/metadata/creationTimestamp")).isEqualTo(created.at("/metadata/creationTimestamp"));
    }

    @Test
    void generation_counts_changes_of_the_specification_only(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        Reply labelled = cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"labels\": {\"x\": \"y\"}}}");
        Reply status = cluster.api().merge(cluster.widgets() + "/a/status", "{\"status\": {\"phase\": \"Done\"}}");
        Reply resized = cluster.api().merge(cluster.widgets() + "/a", "{\"spec\": {\"size\": 2}}");

        assertThat(labelled.at("/metadata/generation")).isEqualTo("1");
        assertThat(status.at("/metadata/generation")).isEqualTo("1");
        assertThat(resized.at("/metadata/generation")).isEqualTo("2");
    }

    @Test
    void status_subresource_changes_only_the_status(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        Reply status = cluster.api().merge(cluster.widgets() + "/a/status", """
                {"status": {"phase": "Done"}, "spec": {"size": 9}, "metadata": {"labels": {"x": "y"}}}""");

        assertThat(status.at("/status/phase")).isEqualTo("Done");
        assertThat(status.at("/spec/size")).isEqualTo("1");
        assertThat(status.body().path("metadata").has("labels")).isFalse();
    }

    @Test
    void main_resource_does_not_change_the_status(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");
        cluster.api().merge(cluster.widgets() + "/a/status", "{\"status\": {\"phase\": \"Done\"}}");

        Reply updated = cluster.api()
                .merge(cluster.widgets() + "/a", "{\"status\": {\"phase\": \"Other\"}, \"spec\": {\"size\": 2}}");

        assertThat(updated.at("/status/phase")).isEqualTo("Done");
        assertThat(updated.at("/spec/size")).isEqualTo("2");
    }

    @Test
    void scale_shows_and_sets_the_replicas(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1, \"replicas\": 2}");

        Reply scale = cluster.api().get(cluster.widgets() + "/a/scale");
        Reply scaled = cluster.api().merge(cluster.widgets() + "/a/scale", "{\"spec\": {\"replicas\": 5}}");

        assertThat(scale.at("/kind")).isEqualTo("Scale");
        assertThat(scale.at("/apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(scale.at("/spec/replicas")).isEqualTo("2");
        assertThat(scaled.at("/spec/replicas")).isEqualTo("5");
        assertThat(cluster.api().get(cluster.widgets() + "/a").at("/spec/replicas"))
                .isEqualTo("5");
    }

    @Test
    void negative_scale_is_invalid(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1, \"replicas\": 2}");

        Reply refused = cluster.api().merge(cluster.widgets() + "/a/scale", "{\"spec\": {\"replicas\": -1}}");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("Invalid value: -1: should be a non-negative integer");
    }

    private static Reply put(Cluster cluster, String name, String metadata) {
        return cluster.api().put(cluster.configMaps() + "/" + name, """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s", %s}}""".formatted(name, metadata));
    }

    @Test
    void dry_run_of_an_update_a_patch_and_an_apply_stores_nothing(Cluster cluster) {
        Reply created = cluster.createWidget("a", "{\"size\": 1}");

        Reply updated = cluster.api()
                .put(cluster.widgets() + "/a?dryRun=All", created.text().replace("\"size\":1", "\"size\":2"));
        Reply patched = cluster.api().merge(cluster.widgets() + "/a?dryRun=All", "{\"spec\": {\"size\": 3}}");
        Reply applied = cluster.api().apply(cluster.widgets() + "/a?dryRun=All&force=true", "one", """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "metadata": {"name": "a"}, "spec": {"size": 4}}""");
        Reply refused = cluster.api().merge(cluster.widgets() + "/a?dryRun=All", "{\"spec\": {\"size\": 30}}");

        assertThat(updated.at("/spec/size")).isEqualTo("2");
        assertThat(patched.at("/spec/size")).isEqualTo("3");
        assertThat(applied.at("/spec/size")).isEqualTo("4");
        assertThat(refused.code()).isEqualTo(422);
        Reply stored = cluster.api().get(cluster.widgets() + "/a");
        assertThat(stored.at("/spec/size")).isEqualTo("1");
        assertThat(stored.resourceVersion()).isEqualTo(created.resourceVersion());
    }
}
