package dev.slipway.operator.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.export.ExportedClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExportedSourceTest {
    private static final ExportedClaim CLAIM = claim("Bound");

    @Test
    void claim_that_is_free_and_filled_is_exported() {
        ExportedSource source = ExportedSource.claim("shop/c", Optional.of(CLAIM), true, false);
        assertThat(source.isReady()).isTrue();
        assertThat(source.source().orElseThrow()).isEqualTo(new ExportedSource.Told("PVCReady", true, "PVCBound", ""));
    }

    @Test
    void claim_that_a_pod_uses_waits_and_says_so() {
        ExportedSource source = ExportedSource.claim("shop/c", Optional.of(CLAIM), true, true);
        assertThat(source.isReady()).isFalse();
        assertThat(source.waiting())
                .isEqualTo(ExportedSource.Told.ready("InUse", "PersistentVolumeClaim shop/c is in use"));
    }

    @Test
    void claim_that_is_not_there_is_told_by_its_condition() {
        ExportedSource source = ExportedSource.claim("shop/c", Optional.empty(), false, false);
        assertThat(source.source().orElseThrow().reason()).isEqualTo("PVCNotFound");
        assertThat(source.waiting().reason()).isEqualTo("Initializing");
    }

    @Test
    void claim_that_waits_for_its_volume_is_pending() {
        ExportedSource source = ExportedSource.claim("shop/c", Optional.of(claim("Pending")), false, false);
        assertThat(source.source().orElseThrow().reason()).isEqualTo("PVCPending");
        assertThat(source.waiting().message()).isEqualTo("PersistentVolumeClaim shop/c is not populated");
    }

    @Test
    void machine_that_runs_waits_and_says_so() {
        ExportedSource source = ExportedSource.machine("shop/web", true, List.of(CLAIM), true, true);
        assertThat(source.available()).isFalse();
        assertThat(source.waiting())
                .isEqualTo(ExportedSource.Told.ready("InUse", "Virtual Machine shop/web is running"));
    }

    @Test
    void machine_without_volumes_is_skipped() {
        ExportedSource source = ExportedSource.machine("shop/web", true, List.of(), true, false);
        assertThat(source.skipped()).isTrue();
        assertThat(source.waiting().reason()).isEqualTo("VMNoVolumes");
    }

    @Test
    void template_says_what_it_waits_for_and_is_skipped_until_there_is_something() {
        ExportedSource missing = ExportedSource.template("shop/debian", Optional.empty(), List.of(), true);
        assertThat(missing.skipped()).isTrue();
        assertThat(missing.waiting())
                .isEqualTo(ExportedSource.Told.ready(
                        "VMTemplateNotFound", "VirtualMachineTemplate shop/debian not found"));
        ExportedSource unready = ExportedSource.template("shop/debian", Optional.of(false), List.of(CLAIM), true);
        assertThat(unready.isReady()).isFalse();
        assertThat(unready.waiting().reason()).isEqualTo("VMTemplateNotReady");
        assertThat(ExportedSource.template("shop/debian", Optional.of(true), List.of(), true)
                        .waiting()
                        .reason())
                .isEqualTo("VMNoVolumes");
        ExportedSource filling = ExportedSource.template("shop/debian", Optional.of(true), List.of(CLAIM), false);
        assertThat(filling.available()).isFalse();
        assertThat(filling.waiting().message())
                .isEqualTo("Not all volumes in VirtualMachineTemplate shop/debian are populated");
        ExportedSource whole = ExportedSource.template("shop/debian", Optional.of(true), List.of(CLAIM), true);
        assertThat(whole.isReady()).isTrue();
        assertThat(whole.machine()).isEmpty();
    }

    @Test
    void machine_whose_volumes_are_still_filled_waits() {
        ExportedSource source = ExportedSource.machine("shop/web", true, List.of(), false, false);
        assertThat(source.skipped()).isFalse();
        assertThat(source.waiting().reason()).isEqualTo("VolumesNotPopulated");
    }

    @Test
    void snapshot_is_exported_when_a_claim_was_made_of_each_volume() {
        assertThat(ExportedSource.snapshot("shop/s", Optional.of("web"), List.of(CLAIM), 1)
                        .isReady())
                .isTrue();
        ExportedSource half = ExportedSource.snapshot("shop/s", Optional.of("web"), List.of(CLAIM), 2);
        assertThat(half.isReady()).isFalse();
        assertThat(half.source().orElseThrow().reason()).isEqualTo("NotAllPVCsCreated");
    }

    @Test
    void snapshot_of_nothing_is_skipped() {
        ExportedSource source = ExportedSource.snapshot("shop/s", Optional.of("web"), List.of(), 0);
        assertThat(source.skipped()).isTrue();
        assertThat(source.source().orElseThrow().reason()).isEqualTo("VMSnapshotNoVolumes");
    }

    private static ExportedClaim claim(String phase) {
        return new ExportedClaim(
                new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("c")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build(),
                "c",
                true);
    }
}
