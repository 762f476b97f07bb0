package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class CreateContractTest {
    @Test
    void created_object_gets_uid_time_version_and_owner_of_its_fields(Cluster cluster) {
        Reply created = cluster.createConfigMap("a", """
                {"k": "v"}""");

        assertThat(created.at("/metadata/uid")).hasSize(36);
        assertThat(created.at("/metadata/creationTimestamp")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(created.resourceVersion()).matches("\\d+");
        assertThat(created.at("/metadata/namespace")).isEqualTo(cluster.namespace());
        assertThat(created.at("/metadata/managedFields/0/manager")).isEqualTo("contract");
        assertThat(created.body().at("/metadata/managedFields/0/fieldsV1")).hasToString("""
                {"f:data":{".":{},"f:k":{}}}""");
    }

    @Test
    void second_create_of_a_name_already_exists(Cluster cluster) {
        cluster.createConfigMap("a", "{}");

        Reply second = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}""");

        assertThat(second.code()).isEqualTo(409);
        assertThat(second.at("/reason")).isEqualTo("AlreadyExists");
        assertThat(second.message()).isEqualTo("configmaps \"a\" already exists");
        assertThat(second.body().path("details")).hasToString("""
                {"name":"a","kind":"configmaps"}""");
    }

    @Test
    void generated_name_has_five_more_letters(Cluster cluster) {
        Reply created = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "a-"}}""");

        assertThat(created.at("/metadata/name")).matches("a-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(created.at("/metadata/generateName")).isEqualTo("a-");
    }

    @Test
    void object_without_name_is_invalid(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {}}""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
    }

    @Test
    void bad_name_is_refused_with_its_rule(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.widgets(), Widgets.widget("A_", "{\"size\": 1}"));

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith(
                        "Widget.contract.slipway.dev \"A_\" is invalid: metadata.name: Invalid value: \"A_\":"
                                + " a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'");
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("FieldValueInvalid");
        assertThat(refused.at("/details/causes/0/field")).isEqualTo("metadata.name");
    }

    @Test
    void bad_label_is_refused(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"x": "not good"}}}""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .startsWith(
                        "ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"not good\": a valid label must be");
    }

    @Test
    void unknown_namespace_is_not_found(Cluster cluster) {
        Reply refused = cluster.api().post("/api/v1/namespaces/contract-none/configmaps", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}""");

        assertThat(refused.code()).isEqualTo(404);
        assertThat(refused.message()).isEqualTo("namespaces \"contract-none\" not found");
    }

    @Test
    void namespace_of_body_must_be_that_of_path(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}}""");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
    }

    @Test
    void custom_resource_of_another_version_is_a_bad_request(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.widgets(), """
                {"apiVersion": "contract.slipway.dev/v2", "kind": "Widget", "metadata": {"name": "a"}}""");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "the API version in the data (contract.slipway.dev/v2) does not match the expected API version (contract.slipway.dev/v1)");
    }

    @Test
    void broken_json_is_a_bad_request(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.configMaps(), "{\"kind\": ");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.at("/reason")).isEqualTo("BadRequest");
        assertThat(refused.message())
                .startsWith(
                        "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: ");
    }

    @Test
    void wrong_json_type_of_a_built_in_field_is_a_bad_request(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": 1}}""");

        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string");
    }

    @Test
    void other_media_type_is_unsupported(Cluster cluster) {
        Reply refused = cluster.api().send("POST", cluster.configMaps(), "text/plain", "x", "application/json");

        assertThat(refused.code()).isEqualTo(415);
        assertThat(refused.message())
                .isEqualTo(
                        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
    }

    @Test
    void yaml_is_read_and_written(Cluster cluster) {
        Reply created = cluster.api().send("POST", cluster.configMaps(), "application/yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: a
                data:
                  k: v
                """, "application/yaml");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.contentType()).startsWith("application/yaml");
        assertThat(created.text()).contains("kind: ").contains("k: ");
    }

    @Test
    void dry_run_answers_and_stores_nothing(Cluster cluster) {
        Reply answered = cluster.api().post(cluster.configMaps() + "?dryRun=All", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}""");

        assertThat(answered.code()).isEqualTo(201);
        assertThat(answered.at("/metadata/uid")).isNotEmpty();
        assertThat(cluster.api().get(cluster.configMaps() + "/a").code()).isEqualTo(404);
    }

    @Test
    void other_dry_run_value_is_invalid(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.configMaps() + "?dryRun=some", """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"some\"]: supported values: \"All\"");
    }

    @Test
    void status_of_a_new_custom_resource_is_dropped(Cluster cluster) {
        Reply created = cluster.api().post(cluster.widgets(), """
                {"apiVersion": "contract.slipway.dev/v1", "kind": "Widget", "metadata": {"name": "a"},
                 "spec": {"size": 1}, "status": {"phase": "Done"}}""");

        assertThat(created.body().has("status")).isFalse();
        assertThat(created.at("/metadata/generation")).isEqualTo("1");
    }
}
