package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.cluster.ObjectKey;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiskFateTest {
    private static final MachineFacts FACTS = MachineStateTest.facts("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: web, namespace: shop, uid: u1}
            spec:
              template:
                spec:
                  domain: {devices: {}}
                  volumes:
                  - {name: root, dataVolume: {name: web-root}}
                  - {name: data, persistentVolumeClaim: {claimName: shared-data}}
                  - {name: seed, cloudInitNoCloud: {userData: x}}
            ---
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: DataVolume
            metadata: {name: web-root, namespace: shop, ownerReferences: [{apiVersion: kubevirt.io/v1, kind: VirtualMachine, name: web, uid: u1}]}
            spec: {}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: shared-data, namespace: shop}
            spec: {resources: {requests: {storage: 5Gi}}}
            """);

    @Test
    void disk_that_was_made_with_the_machine_goes_with_it_unless_kept() {
        DiskFate root = DiskFate.of(FACTS, _ -> Set.of(FACTS.key())).getFirst();

        assertThat(root.owned()).isTrue();
        assertThat(root.deletedByDefault()).isTrue();
    }

    @Test
    void disk_of_somebody_else_stays_unless_it_is_ticked() {
        DiskFate data = DiskFate.of(FACTS, _ -> Set.of(FACTS.key())).get(1);

        assertThat(data.owned()).isFalse();
        assertThat(data.deletable()).isTrue();
        assertThat(data.deletedByDefault()).isFalse();
        assertThat(data.bytes()).isEqualTo(5L << 30);
    }

    @Test
    void disk_that_another_machine_uses_cannot_be_deleted() {
        DiskFate data = DiskFate.of(FACTS, _ -> Set.of(FACTS.key(), new ObjectKey("shop", "api")))
                .get(1);

        assertThat(data.deletable()).isFalse();
        assertThat(data.others()).containsExactly("api");
    }

    @Test
    void only_claims_are_disks_to_decide_about() {
        assertThat(DiskFate.of(FACTS, _ -> Set.of()))
                .extracting(DiskFate::volume)
                .containsExactly("root", "data");
    }
}
