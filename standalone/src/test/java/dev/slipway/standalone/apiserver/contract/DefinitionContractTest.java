package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class DefinitionContractTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    @Test
    void definition_is_completed_and_established(Cluster cluster) {
        Reply definition = cluster.api().get(DEFINITIONS + "/widgets.contract.slipway.dev");

        assertThat(definition.at("/spec/names/singular")).isEqualTo("widget");
        assertThat(definition.at("/spec/names/listKind")).isEqualTo("WidgetList");
        assertThat(definition.at("/spec/conversion/strategy")).isEqualTo("None");
        assertThat(definition.body().at("/status/storedVersions").toString()).isEqualTo("[\"v1\"]");
        assertThat(definition.body().at("/status/conditions").findValuesAsText("type"))
                .containsExactly("NamesAccepted", "Established");
        assertThat(definition.body().at("/status/conditions").findValuesAsText("status"))
                .containsExactly("True", "True");
    }

    @Test
    void defined_resource_is_discovered(Cluster cluster) {
        Reply group = cluster.api().get("/apis/contract.slipway.dev");
        Reply resources = cluster.api().get("/apis/contract.slipway.dev/v1");

        assertThat(group.at("/preferredVersion/version")).isEqualTo("v1");
        assertThat(resources.body().path("resources").findValuesAsText("name"))
                .containsExactlyInAnyOrder("widgets", "widgets/status", "widgets/scale");
        assertThat(resources.body().at("/resources/0/shortNames").toString()).isEqualTo("[\"wd\"]");
    }

    @Test
    void name_must_be_made_of_plural_and_group(Cluster cluster) {
        Reply refused = cluster.api()
                .post(
                        DEFINITIONS,
                        Widgets.DEFINITION.replace(
                                "\"name\": \"widgets.contract.slipway.dev\"",
                                "\"name\": \"other.contract.slipway.dev\""));

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains(
                        "metadata.name: Invalid value: \"other.contract.slipway.dev\": must be spec.names.plural+\".\"+spec.group");
    }

    @Test
    void deleted_definition_goes_with_its_objects(Cluster cluster) {
        String group = cluster.namespace() + ".slipway.dev";
        Reply created = cluster.api().post(DEFINITIONS, """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "things.%1$s"},
                 "spec": {"group": "%1$s", "scope": "Cluster", "names": {"plural": "things", "kind": "Thing"},
                  "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                   {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}""".formatted(group));
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        String things = "/apis/" + group + "/v1/things";
        Awaitility.await().until(() -> cluster.api().get(things).code() == 200);
        Awaitility.await()
                .until(() -> cluster.api().post(things, """
                {"apiVersion": "%s/v1", "kind": "Thing", "metadata": {"name": "a"}}""".formatted(group)).code() == 201);

        cluster.api().delete(DEFINITIONS + "/things." + group);

        cluster.awaitGone(DEFINITIONS + "/things." + group);
        Awaitility.await().until(() -> cluster.api().get(things).code() == 404);
    }

    @Test
    void version_and_health_are_told(Cluster cluster) {
        assertThat(cluster.api().get("/version").at("/minor")).startsWith("34");
        assertThat(cluster.api().get("/readyz").text()).isEqualTo("ok");
        assertThat(cluster.api().get("/api").at("/versions/0")).isEqualTo("v1");
        assertThat(cluster.api().get("/api/v1").body().path("resources").findValuesAsText("name"))
                .contains("pods", "pods/status", "pods/binding", "pods/eviction", "namespaces/finalize");
    }

    @Test
    void aggregated_discovery_names_every_group(Cluster cluster) {
        Reply groups =
                cluster.api().get("/apis", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");

        assertThat(groups.at("/kind")).isEqualTo("APIGroupDiscoveryList");
        assertThat(groups.body().path("items").findValues("metadata").stream()
                        .map(metadata -> metadata.path("name").asText())
                        .toList())
                .contains("apps", "contract.slipway.dev", "coordination.k8s.io");
    }

    @Test
    void defaults_are_filled_into_nested_objects(Cluster cluster) {
        try (Defined defined = Defined.in(cluster, schema(""))) {
            Reply empty = defined.create("a", "");
            Reply disks = defined.create(
                    "b",
                    ", \"spec\": {\"mode\": \"slow\", \"disks\": [{\"name\": \"x\"}, {\"name\": \"y\", \"bus\": \"sata\"}]}");

            assertThat(empty.body().path("spec").toString()).isEqualTo("{\"mode\":\"fast\"}");
            assertThat(disks.body().at("/spec/disks").findValuesAsText("bus")).containsExactly("virtio", "sata");
            assertThat(disks.at("/spec/mode")).isEqualTo("slow");
        }
    }

    @Test
    void later_default_is_filled_into_what_was_stored_before(Cluster cluster) {
        try (Defined defined = Defined.in(cluster, schema(""))) {
            defined.create("a", "");

            defined.change(schema("\"late\": {\"type\": \"integer\", \"default\": 7},"));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(
                                    cluster.api().get(defined.objects() + "/a").at("/spec/late"))
                            .isEqualTo("7"));
        }
    }

    private static String schema(String moreProperties) {
        return """
                {"type": "object", "properties": {"spec": {"type": "object", "default": {}, "properties": {%s
                 "mode": {"type": "string", "default": "fast"},
                 "disks": {"type": "array", "items": {"type": "object", "properties": {
                  "name": {"type": "string"}, "bus": {"type": "string", "default": "virtio"}}}}}}}}""".formatted(moreProperties);
    }

    /** A custom resource of one test. */
    private record Defined(Cluster cluster, String plural, String kind) implements AutoCloseable {
        static Defined in(Cluster cluster, String schema) {
            String plural = "g" + cluster.namespace().substring("contract-".length());
            String kind = "G" + plural.substring(1);
            Reply defined = cluster.api().post(DEFINITIONS, """
                    {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                     "metadata": {"name": "%1$s.defaults.slipway.dev"}, "spec": {"group": "defaults.slipway.dev",
                     "scope": "Namespaced", "names": {"plural": "%1$s", "kind": "%2$s"}, "versions": [
                     {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": %3$s}}]}}""".formatted(plural, kind, schema));
            assertThat(defined.code()).as(defined.text()).isEqualTo(201);
            Defined resource = new Defined(cluster, plural, kind);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.api().get(resource.objects()).code() == 200);
            return resource;
        }

        String objects() {
            return "/apis/defaults.slipway.dev/v1/namespaces/" + cluster.namespace() + "/" + plural;
        }

        /** @param more JSON behind the metadata */
        Reply create(String name, String more) {
            Reply created = cluster.api().post(objects(), """
                    {"apiVersion": "defaults.slipway.dev/v1", "kind": "%s", "metadata": {"name": "%s"}%s}""".formatted(kind, name, more));
            assertThat(created.code()).as(created.text()).isEqualTo(201);
            return created;
        }

        void change(String schema) {
            Reply changed =
                    cluster.api().merge(DEFINITIONS + "/" + plural + ".defaults.slipway.dev", """
                    {"spec": {"versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": %s}}]}}""".formatted(schema));
            assertThat(changed.code()).as(changed.text()).isEqualTo(200);
        }

        @Override
        public void close() {
            cluster.api().delete(DEFINITIONS + "/" + plural + ".defaults.slipway.dev");
        }
    }
}
