package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirementsBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The amounts are those that a real CDI v1.66 made (cdi-observed.md §3.16). */
class DiskSizeTest {
    @Test
    void a_disk_gets_a_claim_with_room_for_the_file_system() {
        assertThat(DiskSize.of(Samples.volume("storage: {resources: {requests: {storage: 64Mi}}}"), Optional.empty()))
                .contains(new DiskSize(71_135_396, 67_108_864, false));
    }

    @Test
    void a_claim_holds_a_disk_that_leaves_room_for_the_file_system() {
        assertThat(DiskSize.of(Samples.volume("pvc: {resources: {requests: {storage: 256Mi}}}"), Optional.empty()))
                .contains(new DiskSize(268_435_456, 252_706_816, false));
    }

    @Test
    void a_block_device_is_all_disk() {
        assertThat(DiskSize.of(
                        Samples.volume("storage: {volumeMode: Block, resources: {requests: {storage: 64Mi}}}"),
                        Optional.empty()))
                .contains(new DiskSize(67_108_864, 67_108_864, true));
    }

    @Test
    void no_size_is_no_size() {
        assertThat(DiskSize.of(Samples.volume("storage: {}"), Optional.empty())).isEmpty();
        assertThat(DiskSize.of(Samples.volume("pvc: {resources: {requests: {storage: '0'}}}"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void a_clone_without_size_gets_that_of_its_source() {
        PersistentVolumeClaim source = source("Filesystem", 71_135_396);
        assertThat(DiskSize.of(Samples.volume("storage: {}"), Optional.of(source)))
                .contains(new DiskSize(71_135_396, 67_108_864, false));
        assertThat(DiskSize.of(Samples.volume("storage: {volumeMode: Block}"), Optional.of(source)))
                .contains(new DiskSize(67_108_864, 67_108_864, true));
    }

    @Test
    void a_clone_of_a_device_is_a_device_unless_it_says_else() {
        PersistentVolumeClaim source = source("Block", 67_108_864);
        assertThat(DiskSize.of(Samples.volume("storage: {}"), Optional.of(source)))
                .contains(new DiskSize(67_108_864, 67_108_864, true));
        assertThat(DiskSize.of(Samples.volume("storage: {volumeMode: Filesystem}"), Optional.of(source)))
                .contains(new DiskSize(71_135_396, 67_108_864, false));
    }

    private static PersistentVolumeClaim source(String mode, long size) {
        PersistentVolumeClaim claim = Samples.claim("Bound", "other");
        claim.getSpec().setVolumeMode(mode);
        claim.getSpec()
                .setResources(new VolumeResourceRequirementsBuilder()
                        .addToRequests("storage", new Quantity(Long.toString(size)))
                        .build());
        return claim;
    }
}
