package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class ApplyContractTest {
    @Test
    void apply_creates_and_owns_what_it_says(Cluster cluster) {
        Reply applied = apply(cluster, "one", "{\"size\": 3, \"parts\": [{\"name\": \"x\", \"count\": 1}]}");

        assertThat(applied.code()).isEqualTo(201);
        assertThat(applied.at("/spec/color")).isEqualTo("red");
        assertThat(fields(applied, 0)).isEqualTo("""
                {"f:spec":{"f:parts":{"k:{\\"name\\":\\"x\\"}":{".":{},"f:count":{},"f:name":{}}},"f:size":{}}}""");
        assertThat(applied.at("/metadata/managedFields/0/operation")).isEqualTo("Apply");
    }

    @Test
    void second_apply_of_the_same_changes_nothing(Cluster cluster) {
        Reply first = apply(cluster, "one", "{\"size\": 3}");

        Reply second = apply(cluster, "one", "{\"size\": 3}");

        assertThat(second.code()).isEqualTo(200);
        assertThat(second.resourceVersion()).isEqualTo(first.resourceVersion());
    }

    @Test
    void what_is_no_longer_applied_goes(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3, \"code\": \"abc\", \"parts\": [{\"name\": \"x\"}, {\"name\": \"y\"}]}");

        Reply applied = apply(cluster, "one", "{\"size\": 3, \"parts\": [{\"name\": \"y\"}]}");

        assertThat(applied.body().path("spec").has("code")).isFalse();
        assertThat(applied.body().at("/spec/parts").findValuesAsText("name")).containsExactly("y");
    }

    @Test
    void what_another_applies_too_stays(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3, \"parts\": [{\"name\": \"x\"}]}");
        apply(cluster, "two", "{\"parts\": [{\"name\": \"x\"}, {\"name\": \"y\"}]}");

        Reply applied = apply(cluster, "one", "{\"size\": 3}");

        assertThat(applied.body().at("/spec/parts").findValuesAsText("name")).containsExactly("x", "y");
    }

    @Test
    void conflict_with_another_applier_names_manager_and_field(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3}");

        Reply refused = apply(cluster, "two", "{\"size\": 4}");

        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.at("/reason")).isEqualTo("Conflict");
        assertThat(refused.message()).isEqualTo("Apply failed with 1 conflict: conflict with \"one\": .spec.size");
        assertThat(refused.body().at("/details/causes")).hasToString("""
                [{"reason":"FieldManagerConflict","message":"conflict with \\"one\\"","field":".spec.size"}]""");
    }

    @Test
    void conflict_with_an_updater_names_its_version(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3}");
        cluster.api().merge(cluster.widgets() + "/a?fieldManager=hand", "{\"spec\": {\"size\": 5}}");

        Reply refused = apply(cluster, "one", "{\"size\": 3}");

        assertThat(refused.message())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"hand\" using contract.slipway.dev/v1: .spec.size");
    }

    @Test
    void several_conflicts_are_listed(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3, \"code\": \"abc\"}");

        Reply refused = apply(cluster, "two", "{\"size\": 4, \"code\": \"def\"}");

        assertThat(refused.message())
                .isEqualTo("Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.code\n- .spec.size");
    }

    @Test
    void force_takes_the_field_over(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3, \"code\": \"abc\"}");

        Reply forced =
                cluster.api().apply(cluster.widgets() + "/a?force=true", "two", Widgets.widget("a", "{\"size\": 4}"));

        assertThat(forced.at("/spec/size")).isEqualTo("4");
        assertThat(fields(forced, 0)).isEqualTo("{\"f:spec\":{\"f:code\":{}}}");
        assertThat(fields(forced, 1)).isEqualTo("{\"f:spec\":{\"f:size\":{}}}");
    }

    @Test
    void same_value_is_shared_without_conflict(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3}");

        Reply shared = apply(cluster, "two", "{\"size\": 3}");

        assertThat(shared.code()).isEqualTo(200);
        assertThat(shared.body().at("/metadata/managedFields").findValuesAsText("manager"))
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void status_is_applied_through_its_subresource(Cluster cluster) {
        apply(cluster, "one", "{\"size\": 3}");

        Reply applied = cluster.api().apply(cluster.widgets() + "/a/status", "two", """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "metadata": {"name": "a"},
                 "status": {"phase": "Done"}}""");

        assertThat(applied.at("/status/phase")).isEqualTo("Done");
        assertThat(applied.at("/spec/size")).isEqualTo("3");
        assertThat(applied.body().at("/metadata/managedFields").toString()).contains("\"subresource\":\"status\"");
    }

    @Test
    void finalizers_of_several_appliers_add_up(Cluster cluster) {
        for (String manager : new String[] {"one", "two"}) {
            cluster.api().apply(cluster.configMaps() + "/a", manager, """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "finalizers": ["x.io/%s"]}}""".formatted(manager));
        }

        Reply both = cluster.api().get(cluster.configMaps() + "/a");
        cluster.api().merge(cluster.configMaps() + "/a", "{\"metadata\": {\"finalizers\": null}}");

        assertThat(both.body().at("/metadata/finalizers").toString()).isEqualTo("[\"x.io/one\",\"x.io/two\"]");
    }

    @Test
    void undeclared_field_is_refused(Cluster cluster) {
        Reply refused = apply(cluster, "one", "{\"size\": 3, \"bogus\": 1}");

        assertThat(refused.code()).isGreaterThanOrEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "failed to create typed patch object (/a; contract.slipway.dev/v1, Kind=Widget): .spec.bogus: field not declared in schema");
    }

    @Test
    void manager_is_required(Cluster cluster) {
        Reply refused = cluster.api()
                .send(
                        "PATCH",
                        cluster.widgets() + "/a",
                        "application/apply-patch+yaml",
                        Widgets.widget("a", "{\"size\": 3}"),
                        "application/json");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch");
    }

    @Test
    void managed_fields_may_not_be_applied(Cluster cluster) {
        Reply refused = cluster.api().apply(cluster.widgets() + "/a", "one", """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget",
                 "metadata": {"name": "a", "managedFields": [{}]}, "spec": {"size": 1}}""");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).isEqualTo("metadata.managedFields must be nil");
    }

    @Test
    void updater_owns_what_it_changed(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 3, \"tags\": [\"x\"], \"parts\": [{\"name\": \"p\"}]}");

        Reply created = cluster.api().get(cluster.widgets() + "/a");
        Reply patched = cluster.api().merge(cluster.widgets() + "/a?fieldManager=hand", "{\"spec\": {\"size\": 5}}");

        assertThat(fields(created, 0)).isEqualTo("""
                {"f:spec":{".":{},"f:color":{},"f:parts":{".":{},"k:{\\"name\\":\\"p\\"}":{".":{},"f:name":{}}},"f:size":{},"f:tags":{".":{},"v:\\"x\\"":{}}}}""");
        assertThat(patched.at("/metadata/managedFields/1/manager")).isEqualTo("hand");
        assertThat(fields(patched, 1)).isEqualTo("{\"f:spec\":{\"f:size\":{}}}");
        assertThat(fields(patched, 0)).doesNotContain("f:size");
    }

    @Test
    void managed_fields_can_be_reset(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 3}");

        Reply reset = cluster.api().merge(cluster.widgets() + "/a", "{\"metadata\": {\"managedFields\": [{}]}}");

        assertThat(reset.body().path("metadata").has("managedFields")).isFalse();
    }

    private static Reply apply(Cluster cluster, String manager, String spec) {
        return cluster.api().apply(cluster.widgets() + "/a", manager, Widgets.widget("a", spec));
    }

    private static String fields(Reply reply, int entry) {
        return reply.body().at("/metadata/managedFields/" + entry + "/fieldsV1").toString();
    }
}
