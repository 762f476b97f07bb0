package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeReadinessTest {
    @Test
    void claim_that_is_there_is_ready() {
        assertThat(VolumeReadiness.of(scope(Map.of())).problem()).isEmpty();
    }

    @Test
    void claim_that_is_being_copied_is_waited_for() {
        assertThat(VolumeReadiness.of(scope(Map.of("golden", "importer-copy"))).problem())
                .get()
                .satisfies(problem -> {
                    assertThat(problem.reason()).isEqualTo("ClaimBeingCopied");
                    assertThat(problem.message())
                            .isEqualTo(
                                    "Pod shop/importer-copy copies PVC golden, and a guest that wrote to it would tear"
                                            + " the copy; the virtual machine starts when the copy is done.");
                    assertThat(problem.isError()).isTrue();
                });
    }

    private static VmiScope scope(Map<String, String> copiers) {
        VirtualMachineInstance instance = Serialization.unmarshal("""
            metadata: {name: web, namespace: shop}
            spec:
              domain: {devices: {disks: [{name: disk, disk: {}}]}}
              volumes: [{name: disk, persistentVolumeClaim: {claimName: golden}}]
            """, VirtualMachineInstance.class);
        return new VmiScope(
                instance,
                List.of(),
                Map.of(),
                Map.of("golden", new PersistentVolumeClaimBuilder().build()),
                copiers,
                Optional.empty(),
                false,
                true,
                Instant.EPOCH);
    }
}
