package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class PatchContractTest {
    @Test
    void merge_patch_sets_and_removes(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\", \"old\": \"x\"}");

        Reply patched = cluster.api().merge(cluster.configMaps() + "/a", "{\"data\": {\"old\": null, \"new\": \"y\"}}");

        assertThat(patched.body().path("data")).hasToString("""
                {"k":"v","new":"y"}""");
    }

    @Test
    void merge_patch_with_an_old_version_conflicts(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply refused = cluster.api()
                .merge(
                        cluster.configMaps() + "/a",
                        "{\"metadata\": {\"resourceVersion\": \"1\"}, \"data\": {\"k\": \"v\"}}");

        assertThat(refused.code()).isEqualTo(409);
    }

    @Test
    void json_patch_tests_and_changes(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply patched = cluster.api().jsonPatch(cluster.configMaps() + "/a", """
                [{"op": "test", "path": "/data/k", "value": "v"}, {"op": "replace", "path": "/data/k", "value": "w"}]""");

        assertThat(patched.at("/data/k")).isEqualTo("w");
    }

    @Test
    void failing_test_of_a_json_patch_is_invalid(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply refused = cluster.api().jsonPatch(cluster.configMaps() + "/a", """
                [{"op": "test", "path": "/data/k", "value": "x"}]""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.at("/reason")).isEqualTo("Invalid");
        assertThat(refused.message()).isEqualTo("the server rejected our request due to an error in our request");
    }

    @Test
    void json_patch_that_doubles_with_each_copy_is_invalid(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"%s\"}".formatted("x".repeat(1000)));
        String patch = IntStream.range(0, 30)
                .mapToObj("{\"op\": \"copy\", \"from\": \"/data\", \"path\": \"/data/n%d\"}"::formatted)
                .collect(Collectors.joining(", ", "[", "]"));

        Reply refused = cluster.api().jsonPatch(cluster.configMaps() + "/a", patch);

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).isEqualTo("the server rejected our request due to an error in our request");
    }

    @Test
    void json_patch_copies_what_earlier_operations_made(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply patched = cluster.api().jsonPatch(cluster.configMaps() + "/a", """
                [{"op": "add", "path": "/data/m", "value": "w"}, {"op": "copy", "from": "/data/m", "path": "/data/n"},
                 {"op": "remove", "path": "/data/m"}, {"op": "copy", "from": "/data/n", "path": "/data/o"}]""");

        assertThat(patched.body().path("data")).hasToString("""
                {"k":"v","n":"w","o":"w"}""");
    }

    @Test
    void json_patch_of_many_operations_on_a_large_object_takes_no_long_time(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\", \"large\": \"%s\"}".formatted("x".repeat(500_000)));
        String patch = IntStream.range(0, 5_000)
                .mapToObj(
                        "{\"op\": \"copy\", \"from\": \"/data/k\", \"path\": \"/data/n\"}, {\"op\": \"test\", \"path\": \"/data/n\", \"value\": \"v\"}"
                                ::formatted)
                .collect(Collectors.joining(", ", "[", "]"));

        Reply patched = cluster.api().jsonPatch(cluster.configMaps() + "/a", patch);
        Reply refused = cluster.api()
                .jsonPatch(
                        cluster.configMaps() + "/a",
                        patch.replaceFirst("\\[", "[{\"op\": \"test\", \"path\": \"/data/k\", \"value\": \"v\"}, "));

        assertThat(patched.at("/data/n")).isEqualTo("v");
        assertThat(refused.code()).isEqualTo(413);
        assertThat(refused.message())
                .isEqualTo(
                        "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
    }

    @Test
    void json_patch_adds_parts_only(Cluster cluster) {
        cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply whole = cluster.api().jsonPatch(cluster.configMaps() + "/a", """
                [{"op": "add", "path": "", "value": {}}]""");
        Reply tested = cluster.api().jsonPatch(cluster.configMaps() + "/a", """
                [{"op": "test", "path": "/data/none", "value": null}, {"op": "move", "from": "/data/k", "path": "/data/l"}]""");

        assertThat(whole.code()).isEqualTo(422);
        assertThat(tested.body().path("data")).hasToString("{\"l\":\"v\"}");
    }

    @Test
    void json_patch_may_test_the_version(Cluster cluster) {
        String version = cluster.createConfigMap("a", "{\"k\": \"v\"}").resourceVersion();

        Reply patched = cluster.api().jsonPatch(cluster.configMaps() + "/a", """
                [{"op": "test", "path": "/metadata/resourceVersion", "value": "%s"},
                 {"op": "add", "path": "/data/n", "value": "1"}]""".formatted(version));

        assertThat(patched.code()).isEqualTo(200);
    }

    @Test
    void strategic_patch_merges_containers_by_name(Cluster cluster) {
        pod(cluster, "p");

        Reply patched = cluster.api().strategic(cluster.core("pods") + "/p", """
                {"spec": {"containers": [{"name": "second", "image": "other"}]}}""");

        assertThat(patched.at("/spec/containers/0/image")).isEqualTo("image");
        assertThat(patched.at("/spec/containers/1/image")).isEqualTo("other");
    }

    @Test
    void strategic_patch_deletes_replaces_and_orders_by_directive(Cluster cluster) {
        pod(cluster, "p");
        String status = cluster.core("pods") + "/p/status";
        cluster.api().strategic(status, """
                {"status": {"conditions": [{"type": "A", "status": "True"}, {"type": "B", "status": "True"},
                  {"type": "C", "status": "True"}]}}""");

        Reply deleted = cluster.api().strategic(status, """
                {"status": {"conditions": [{"type": "D", "status": "True"}, {"type": "B", "$patch": "delete"}]}}""");
        Reply ordered = cluster.api().strategic(status, """
                {"status": {"$setElementOrder/conditions": [{"type": "C"}, {"type": "E"}, {"type": "A"}],
                  "conditions": [{"type": "E", "status": "True"}]}}""");
        Reply replaced = cluster.api().strategic(status, """
                {"status": {"conditions": [{"type": "Z", "status": "True"}, {"$patch": "replace"}]}}""");

        assertThat(types(deleted)).containsExactly("D", "A", "C");
        assertThat(types(ordered)).containsExactly("D", "C", "E", "A");
        assertThat(types(replaced)).containsExactly("Z");
    }

    private static Iterable<String> types(Reply pod) {
        return pod.body().at("/status/conditions").findValuesAsText("type");
    }

    @Test
    void strategic_patch_of_finalizers_adds_in_front_and_removes_values(Cluster cluster) {
        cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap",
                 "metadata": {"name": "a", "finalizers": ["x.io/a", "x.io/b"]}}""");

        Reply patched = cluster.api().strategic(cluster.configMaps() + "/a", """
                {"metadata": {"$deleteFromPrimitiveList/finalizers": ["x.io/a"], "finalizers": ["x.io/c"]}}""");

        assertThat(patched.body().at("/metadata/finalizers").toString()).isEqualTo("[\"x.io/c\",\"x.io/b\"]");
        cluster.api().merge(cluster.configMaps() + "/a", "{\"metadata\": {\"finalizers\": null}}");
    }

    @Test
    void strategic_patch_of_a_custom_resource_is_unsupported(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        Reply refused = cluster.api().strategic(cluster.widgets() + "/a", "{\"spec\": {\"size\": 2}}");

        assertThat(refused.code()).isEqualTo(415);
        assertThat(refused.message())
                .startsWith(
                        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
    }

    @Test
    void patch_that_is_no_json_is_a_bad_request(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply refused = cluster.api().merge(cluster.configMaps() + "/a", "{");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message()).startsWith("error decoding patch: ");
    }

    @Test
    void patch_of_an_absent_object_is_not_found(Cluster cluster) {
        assertThat(cluster.api().merge(cluster.configMaps() + "/a", "{}").code())
                .isEqualTo(404);
    }

    @Test
    void patch_that_changes_nothing_keeps_the_version(Cluster cluster) {
        Reply created = cluster.createConfigMap("a", "{\"k\": \"v\"}");

        Reply patched = cluster.api().merge(cluster.configMaps() + "/a", "{\"data\": {\"k\": \"v\"}}");

        assertThat(patched.resourceVersion()).isEqualTo(created.resourceVersion());
    }

    @Test
    void strict_validation_refuses_an_unknown_field(Cluster cluster) {
        cluster.createWidget("a", "{\"size\": 1}");

        Reply refused =
                cluster.api().merge(cluster.widgets() + "/a?fieldValidation=Strict", "{\"spec\": {\"bogus\": 1}}");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).endsWith("strict decoding error: unknown field \"spec.bogus\"");
    }

    private static void pod(Cluster cluster, String name) {
        Reply created = cluster.api().post(cluster.core("pods"), """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
                 "spec": {"schedulerName": "none", "containers": [{"name": "first", "image": "image"}, {"name": "second", "image": "image"}]}}""".formatted(name));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
    }
}
