package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ContractServer.class)
final class BuiltInContractTest {
    @Test
    void secret_takes_plain_text_and_shows_base64(Cluster cluster) {
        Reply created = cluster.api().post(cluster.core("secrets"), """
                {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"k": "v"}}""");

        assertThat(created.at("/type")).isEqualTo("Opaque");
        assertThat(created.at("/data/k")).isEqualTo("dg==");
        assertThat(created.body().has("stringData")).isFalse();
    }

    @Test
    void claim_needs_access_modes_and_a_size(Cluster cluster) {
        Reply refused = cluster.api().post(cluster.core("persistentvolumeclaims"), """
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "c"}, "spec": {}}""");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo(
                        "PersistentVolumeClaim \"c\" is invalid: [spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]");
    }

    @Test
    void claim_is_pending_and_a_filesystem_by_default(Cluster cluster) {
        Reply created = cluster.api().post(cluster.core("persistentvolumeclaims"), """
                {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "c"},
                 "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}""");

        assertThat(created.at("/status/phase")).isEqualTo("Pending");
        assertThat(created.at("/spec/volumeMode")).isEqualTo("Filesystem");
    }

    @Test
    void both_event_groups_show_one_event(Cluster cluster) {
        Reply created = cluster.api().post(cluster.core("events"), """
                {"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e"}, "reason": "Started", "message": "It runs.",
                 "type": "Normal", "involvedObject": {"kind": "Pod", "name": "p", "namespace": "%s"},
                 "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2099-01-01T00:00:00Z", "count": 2}""".formatted(cluster.namespace()));
        assertThat(created.code()).as(created.text()).isEqualTo(201);

        Reply other = cluster.api().get("/apis/events.k8s.io/v1/namespaces/" + cluster.namespace() + "/events/e");

        assertThat(other.at("/apiVersion")).isEqualTo("events.k8s.io/v1");
        assertThat(other.at("/note")).isEqualTo("It runs.");
        assertThat(other.at("/regarding/name")).isEqualTo("p");
        assertThat(other.at("/deprecatedCount")).isEqualTo("2");
        assertThat(cluster.api()
                        .get(cluster.core("events") + "?fieldSelector=involvedObject.name=p,reason=Started")
                        .body()
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void lease_is_renewed_by_update(Cluster cluster) {
        String leases = "/apis/coordination.k8s.io/v1/namespaces/" + cluster.namespace() + "/leases";
        Reply created = cluster.api().post(leases, """
                {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "l"},
                 "spec": {"holderIdentity": "one", "leaseDurationSeconds": 15}}""");

        Reply renewed = cluster.api().put(leases + "/l", created.text().replace("\"one\"", "\"two\""));

        assertThat(renewed.code()).as(renewed.text()).isEqualTo(200);
        assertThat(renewed.at("/spec/holderIdentity")).isEqualTo("two");
    }

    @Test
    void role_of_a_binding_cannot_change(Cluster cluster) {
        String bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + cluster.namespace() + "/rolebindings";
        Reply created = cluster.api().post(bindings, """
                {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "b"},
                 "roleRef": {"kind": "Role", "name": "r"}, "subjects": [{"kind": "User", "name": "u"}]}""");

        Reply refused = cluster.api().merge(bindings + "/b", "{\"roleRef\": {\"name\": \"other\"}}");

        assertThat(created.at("/roleRef/apiGroup")).isEqualTo("rbac.authorization.k8s.io");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).contains("roleRef: Invalid value: ").endsWith("cannot change roleRef");
    }

    @Test
    void immutable_config_map_keeps_its_data(Cluster cluster) {
        cluster.api().post(cluster.configMaps(), """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}, "immutable": true}""");

        Reply refused = cluster.api().merge(cluster.configMaps() + "/a", "{\"data\": {\"k\": \"w\"}}");

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .isEqualTo("ConfigMap \"a\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
    }

    @Test
    void storage_class_has_its_defaults(Cluster cluster) {
        String classes = "/apis/storage.k8s.io/v1/storageclasses";
        Reply created = cluster.api().post(classes, """
                {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "%s"},
                 "provisioner": "contract.slipway.dev/none"}""".formatted(cluster.namespace()));

        cluster.api().delete(classes + "/" + cluster.namespace());

        assertThat(created.at("/reclaimPolicy")).isEqualTo("Delete");
        assertThat(created.at("/volumeBindingMode")).isEqualTo("Immediate");
    }
}
