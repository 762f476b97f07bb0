package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnnotatedClaimTest {
    private static final String UPLOAD = "cdi.kubevirt.io/storage.upload.target: ''";
    private static final String IMPORT = "cdi.kubevirt.io/storage.import.endpoint: 'https://images.test/disk.qcow2'";
    private static final ImporterSettings SETTINGS = ImporterSettings.of("slipway.dev/importer:test");

    @Test
    void claim_without_a_request_is_left_alone() {
        assertThat(AnnotatedClaim.asVolume(claim("other: note"))).isEmpty();
        assertThat(AnnotatedClaim.asVolume(claim(IMPORT + ", cdi.kubevirt.io/storage.import.source: imageio")))
                .isEmpty();
    }

    @Test
    void claim_of_a_DataVolume_is_left_to_it() {
        PersistentVolumeClaim owned = Samples.claim("Bound", "dv-uid");
        owned.getMetadata().setAnnotations(Map.of(DataVolumeNames.UPLOAD_TARGET, ""));
        assertThat(AnnotatedClaim.asVolume(owned)).isEmpty();
        assertThat(AnnotatedClaim.asVolume(claim(UPLOAD + ", cdi.kubevirt.io/createdForDataVolume: gone")))
                .isEmpty();
    }

    @Test
    void pod_that_fills_it_belongs_to_the_claim() {
        DataVolumeDecision decision = decide(claim(UPLOAD), Optional.empty());
        assertThat(decision).isInstanceOfSatisfying(DataVolumeDecision.MakePod.class, make -> {
            assertThat(make.filling()).isInstanceOf(Filling.Upload.class);
            DataVolume volume = AnnotatedClaim.asVolume(claim(UPLOAD)).orElseThrow();
            Pod pod = ImporterPod.of(volume, claim(UPLOAD), make, SETTINGS, Optional.empty(), Optional.empty());
            assertThat(pod.getMetadata().getOwnerReferences())
                    .singleElement()
                    .returns("v1", owner -> owner.getApiVersion())
                    .returns("PersistentVolumeClaim", owner -> owner.getKind())
                    .returns("claim-uid", owner -> owner.getUid());
        });
    }

    @Test
    void kinds_of_imports_are_told_apart() {
        assertThat(filling(IMPORT)).isInstanceOf(Filling.Http.class);
        assertThat(filling("cdi.kubevirt.io/storage.import.source: none")).isInstanceOf(Filling.Blank.class);
        assertThat(filling("cdi.kubevirt.io/storage.import.source: registry, "
                        + "cdi.kubevirt.io/storage.import.endpoint: 'docker://images.test/disk:1'"))
                .isInstanceOfSatisfying(
                        Filling.Registry.class,
                        image -> assertThat(image.host()).isEqualTo("images.test"));
    }

    @Test
    void claim_that_is_filled_or_failed_is_not_filled_again() {
        assertThat(decide(claim(UPLOAD + ", cdi.kubevirt.io/storage.pod.phase: Succeeded"), Optional.empty()))
                .isInstanceOf(DataVolumeDecision.Rest.class);
        assertThat(decide(claim(IMPORT + ", cdi.kubevirt.io/storage.import.fatalError: 'true'"), Optional.empty()))
                .isInstanceOf(DataVolumeDecision.Rest.class);
    }

    @Test
    void claim_is_filled_and_not_adopted_by_itself() {
        assertThat(decide(claim(UPLOAD + ", cdi.kubevirt.io/allowClaimAdoption: 'true'"), Optional.empty()))
                .isInstanceOf(DataVolumeDecision.MakePod.class);
    }

    @Test
    void claim_that_a_guest_uses_is_not_overwritten() {
        Pod launcher = Samples.pod("Running", "{running: {}}");
        assertThat(decide(claim(UPLOAD), Optional.of(launcher)))
                .isInstanceOfSatisfying(
                        DataVolumeDecision.Hold.class,
                        hold -> assertThat(hold.problem().message())
                                .contains(launcher.getMetadata().getName(), "stop the virtual machine"));
    }

    private static Filling filling(String annotations) {
        DataVolume volume = AnnotatedClaim.asVolume(claim(annotations)).orElseThrow();
        return Filling.of(volume).orElseThrow();
    }

    private static DataVolumeDecision decide(PersistentVolumeClaim claim, Optional<Pod> user) {
        DataVolume volume = AnnotatedClaim.asVolume(claim).orElseThrow();
        return DataVolumeDecision.of(
                new DataVolumeScope(
                        volume,
                        Optional.of(claim),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Origin.of(volume, Optional.of(claim), _ -> Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        user,
                        Samples.OVERHEAD,
                        Instant.parse("2026-11-30T12:00:00Z")),
                SETTINGS);
    }

    private static PersistentVolumeClaim claim(String annotations) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: bare, namespace: shop, uid: claim-uid, annotations: {%s}}
                spec: {volumeMode: Filesystem, resources: {requests: {storage: 1Gi}}}
                status: {phase: Bound}
                """.formatted(annotations), PersistentVolumeClaim.class);
    }
}
