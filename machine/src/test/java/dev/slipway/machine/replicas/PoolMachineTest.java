package dev.slipway.machine.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.pool.VirtualMachinePool;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PoolMachineTest {
    @Test
    void only_what_is_the_machines_own_gets_its_number() {
        String machine = Serialization.asYaml(made("replicas: 2"));
        assertThat(machine)
                .contains(
                        "name: \"web-7\"",
                        "name: \"disk-7\"",
                        "claimName: \"disk-7\"",
                        "claimName: \"shared\"",
                        "name: \"settings\"",
                        "secretName: \"key\"",
                        "note: \"x\"",
                        "pool.kubevirt.io/finalizer")
                .doesNotContain("user-7");
        assertThat(machine.split("kubevirt.io/vm-pool-revision-name: \"web-3\"", -1))
                .as("on the machine and on its instances")
                .hasSize(3);
    }

    @Test
    void secrets_and_config_maps_get_it_on_request() {
        String machine = Serialization.asYaml(
                made("nameGeneration: {appendIndexToConfigMapRefs: true, appendIndexToSecretRefs: true}"));
        assertThat(machine)
                .contains("name: \"settings-7\"", "secretName: \"key-7\"", "name: \"net-7\"", "claimName: \"shared\"");
        assertThat(machine.split("\"user-7\"", -1)).hasSize(3);
    }

    @Test
    void a_free_number_is_the_lowest_that_nobody_has() {
        VirtualMachinePool pool = pool("replicas: 2");
        assertThat(PoolMachine.freeIndexes(pool, Set.of("web-0", "web-2", "other-1"), 3))
                .containsExactly(1, 3, 4);
        assertThat(PoolMachine.index("web-12")).hasValue(12);
        assertThat(PoolMachine.index("web")).isEmpty();
        assertThat(PoolMachine.index("web-1a")).isEmpty();
    }

    @Test
    void an_updated_machine_keeps_what_its_guest_is_known_by() {
        VirtualMachine before = Serialization.unmarshal("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: web-7, uid: u, labels: {app: web, old: x}, finalizers: [f]}
                spec:
                  template:
                    spec: {domain: {devices: {}, firmware: {uuid: 5d307ca9-b3ef-428c-8861-06e72d69f223, serial: s}}}
                """, VirtualMachine.class);
        VirtualMachine after = PoolMachine.updated(pool("replicas: 2"), before, 7, "web-3");
        assertThat(Serialization.asYaml(after))
                .contains("uuid: \"5d307ca9-b3ef-428c-8861-06e72d69f223\"", "serial: \"s\"", "name: \"g\"");
        assertThat(after.getMetadata().getLabels()).doesNotContainKey("old");
        assertThat(after.getMetadata().getFinalizers()).containsExactly("f");
    }

    @Test
    void machines_may_clone_what_was_noted_on_the_pool_and_not_what_its_template_claims() {
        VirtualMachinePool pool = pool("replicas: 2");
        var template = Objects.requireNonNull(pool.getSpec().virtualMachineTemplate());
        Objects.requireNonNull(template.metadata())
                .setAnnotations(Map.of("note", "x", "slipway.dev/clone-source-namespaces", "forged"));
        VirtualMachine old = PoolMachine.of(pool, 7, "web-2", new OwnerReference());
        assertThat(old.getMetadata().getAnnotations()).isEqualTo(Map.of("note", "x"));
        pool.getMetadata().setAnnotations(Map.of("slipway.dev/clone-source-namespaces", "src", "other", "y"));
        Map<String, String> noted = Map.of("note", "x", "slipway.dev/clone-source-namespaces", "src");
        assertThat(PoolMachine.of(pool, 8, "web-3", new OwnerReference())
                        .getMetadata()
                        .getAnnotations())
                .isEqualTo(noted);
        assertThat(PoolMachine.updated(pool, old, 7, "web-3").getMetadata().getAnnotations())
                .isEqualTo(noted);
    }

    private static VirtualMachine made(String spec) {
        return PoolMachine.of(pool(spec), 7, "web-3", new OwnerReference());
    }

    private static VirtualMachinePool pool(String spec) {
        return Serialization.unmarshal("""
            apiVersion: pool.kubevirt.io/v1beta1
            kind: VirtualMachinePool
            metadata: {name: web, namespace: shop, generation: 3}
            spec:
              %s
              virtualMachineTemplate:
                metadata: {labels: {app: web}, annotations: {note: x}}
                spec:
                  runStrategy: Always
                  dataVolumeTemplates:
                  - metadata: {name: disk}
                    spec: {source: {blank: {}}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      domain: {devices: {}}
                      volumes:
                      - {name: a, dataVolume: {name: disk}}
                      - {name: b, persistentVolumeClaim: {claimName: disk}}
                      - {name: c, persistentVolumeClaim: {claimName: shared}}
                      - {name: d, configMap: {name: settings}}
                      - {name: e, secret: {secretName: key}}
                      - {name: f, cloudInitNoCloud: {secretRef: {name: user}, networkDataSecretRef: {name: net}}}
                      - {name: g, cloudInitConfigDrive: {secretRef: {name: user}}}
            """.formatted(spec), VirtualMachinePool.class);
    }
}
