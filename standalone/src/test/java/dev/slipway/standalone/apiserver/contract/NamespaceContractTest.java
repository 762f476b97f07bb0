package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class NamespaceContractTest {
    @Test
    void new_namespace_is_active_and_labelled_with_its_name(Cluster cluster) {
        Reply namespace = cluster.api().get("/api/v1/namespaces/" + cluster.namespace());

        assertThat(namespace.at("/status/phase")).isEqualTo("Active");
        assertThat(namespace.body().at("/spec/finalizers").toString()).isEqualTo("[\"kubernetes\"]");
        assertThat(namespace.at("/metadata/labels/kubernetes.io~1metadata.name"))
                .isEqualTo(cluster.namespace());
    }

    @Test
    void new_namespace_gets_a_default_service_account(Cluster cluster) {
        Awaitility.await()
                .until(() -> cluster.api()
                                .get(cluster.core("serviceaccounts") + "/default")
                                .code()
                        == 200);
    }

    @Test
    void deleted_namespace_goes_with_its_contents(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        cluster.createWidget("b", "{\"size\": 1}");

        Reply deleted = cluster.api().delete("/api/v1/namespaces/" + cluster.namespace());

        assertThat(deleted.at("/status/phase")).isEqualTo("Terminating");
        assertThat(deleted.at("/metadata/deletionTimestamp")).isNotEmpty();
        cluster.awaitGone("/api/v1/namespaces/" + cluster.namespace());
        assertThat(cluster.api().get(cluster.configMaps() + "/a").code()).isEqualTo(404);
        assertThat(cluster.api().get(cluster.widgets() + "/b").code()).isEqualTo(404);
    }

    @Test
    void terminating_namespace_waits_for_finalizers_and_takes_nothing_new(Cluster cluster) {
        cluster.createConfigMap("a", "{}");
        cluster.api().merge(cluster.configMaps() + "/a", "{\"metadata\": {\"finalizers\": [\"x.io/a\"]}}");
        cluster.api().delete("/api/v1/namespaces/" + cluster.namespace());

        Reply refused = cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}}""");

        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "configmaps \"b\" is forbidden: unable to create new content in namespace %s because it is being terminated"
                                .formatted(cluster.namespace()));
        assertThat(refused.at("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
        cluster.api().merge(cluster.configMaps() + "/a", "{\"metadata\": {\"finalizers\": null}}");
        cluster.awaitGone("/api/v1/namespaces/" + cluster.namespace());
    }
}
