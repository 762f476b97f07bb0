package dev.slipway.standalone.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimDecisionTest {
    private static final long GIB = 1L << 30;

    @Test
    void claim_of_the_local_class_gets_a_directory() {
        assertThat(ClaimDecision.of(claim("local").build(), false, 10 * GIB, Optional.empty()))
                .isEqualTo(new ClaimDecision.Provision(GIB));
    }

    @Test
    void bound_claim_that_asks_for_more_grows_as_far_as_there_is_room() {
        var claim = claim("local")
                .withNewStatus()
                .withPhase("Bound")
                .withCapacity(Map.of("storage", new Quantity("512Mi")))
                .endStatus()
                .build();
        assertThat(ClaimDecision.of(claim, true, 10 * GIB, Optional.empty())).isEqualTo(new ClaimDecision.Grow(GIB));
        assertThat(ClaimDecision.of(claim, true, GIB / 2, Optional.empty())).isEqualTo(new ClaimDecision.Leave());
    }

    @Test
    void claim_without_a_class_gets_the_default_one() {
        var claim =
                claim("local").editSpec().withStorageClassName(null).endSpec().build();
        assertThat(ClaimDecision.of(claim, false, 10 * GIB, Optional.empty()))
                .isEqualTo(new ClaimDecision.TakeDefaultClass());
    }

    @Test
    void claim_of_another_class_is_left_alone() {
        assertThat(ClaimDecision.of(claim("ceph").build(), false, 10 * GIB, Optional.empty()))
                .isEqualTo(new ClaimDecision.Leave());
    }

    @Test
    void claim_larger_than_the_disk_is_refused_with_both_sizes() {
        assertThat(ClaimDecision.of(claim("local").build(), false, GIB / 2, Optional.empty()))
                .isInstanceOfSatisfying(
                        ClaimDecision.Refuse.class,
                        refusal -> assertThat(refusal.message()).contains("1Gi", "512Mi free"));
    }

    @Test
    void block_claim_is_refused_with_a_way_out() {
        var claim = claim("local").editSpec().withVolumeMode("Block").endSpec().build();
        assertThat(ClaimDecision.of(claim, false, 10 * GIB, Optional.empty()))
                .isInstanceOfSatisfying(
                        ClaimDecision.Refuse.class,
                        refusal -> assertThat(refusal.message()).contains("spec.volumeMode", "Use Filesystem"));
    }

    @Test
    void deleted_claim_is_released_once_no_pod_uses_it() {
        var claim = claim("local")
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .withFinalizers(LocalVolumes.PROTECTION)
                .endMetadata()
                .build();
        assertThat(ClaimDecision.of(claim, true, GIB, Optional.empty())).isEqualTo(new ClaimDecision.Leave());
        assertThat(ClaimDecision.of(claim, false, GIB, Optional.empty())).isEqualTo(new ClaimDecision.Release());
    }

    private static PersistentVolumeClaimBuilder claim(String storageClass) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("root")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(storageClass)
                .withNewResources()
                .withRequests(Map.of("storage", new Quantity("1Gi")))
                .endResources()
                .endSpec();
    }
}
