package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.FilesystemOverheadBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeResourceRequirementsBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The amounts are those that a real CDI v1.66 made (cdi-observed.md §3.16). */
class DiskSizeTest {

    private static Optional<DiskSize> size(DataVolume volume, Optional<PersistentVolumeClaim> source) {
        return DiskSize.of(volume, source, Samples.OVERHEAD);
    }

    private static FileSystemOverhead overhead(String usualClass) {
        return FileSystemOverhead.of(
                CDIConfigSpecBuilder.builder()
                        .filesystemOverhead(FilesystemOverheadBuilder.builder()
                                .global("0.1")
                                .storageClass(Map.of("fast", "0", "slow", "0.25", "wrong", "2.5"))
                                .build())
                        .build(),
                Optional.of(usualClass).filter(name -> !name.isEmpty()));
    }

    @ParameterizedTest
    @CsvSource({
        "storage, fast,  '',   67108864, 67108864",
        "storage, slow,  '',   83886080, 67108864",
        "storage, other, slow, 73819751, 67108864",
        "storage, wrong, '',   73819751, 67108864",
        "storage, '',    '',   73819751, 67108864",
        "storage, '',    slow, 83886080, 67108864",
        "pvc,     slow,  '',   67108864, 53477376",
        "pvc,     fast,  '',   67108864, 67108864"
    })
    void share_of_the_file_system_is_that_of_the_class(
            String form, String storageClass, String usualClass, long claim, long disk) {
        String named = storageClass.isEmpty() ? "" : "storageClassName: " + storageClass + ", ";
        DataVolume volume = Samples.volume(form + ": {" + named + "resources: {requests: {storage: 64Mi}}}");
        assertThat(DiskSize.of(volume, Optional.empty(), overhead(usualClass)))
                .hasValue(new DiskSize(claim, disk, false));
    }

    @Test
    void a_disk_gets_a_claim_with_room_for_the_file_system() {
        assertThat(size(Samples.volume("storage: {resources: {requests: {storage: 64Mi}}}"), Optional.empty()))
                .contains(new DiskSize(71_135_396, 67_108_864, false));
    }

    @Test
    void a_claim_holds_a_disk_that_leaves_room_for_the_file_system() {
        assertThat(size(Samples.volume("pvc: {resources: {requests: {storage: 256Mi}}}"), Optional.empty()))
                .contains(new DiskSize(268_435_456, 252_706_816, false));
    }

    @Test
    void a_block_device_is_all_disk() {
        assertThat(size(
                        Samples.volume("storage: {volumeMode: Block, resources: {requests: {storage: 64Mi}}}"),
                        Optional.empty()))
                .contains(new DiskSize(67_108_864, 67_108_864, true));
    }

    @Test
    void no_size_is_no_size() {
        assertThat(size(Samples.volume("storage: {}"), Optional.empty())).isEmpty();
        assertThat(size(Samples.volume("pvc: {resources: {requests: {storage: '0'}}}"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void a_clone_without_size_gets_that_of_its_source() {
        PersistentVolumeClaim source = source("Filesystem", 71_135_396);
        assertThat(size(Samples.volume("storage: {}"), Optional.of(source)))
                .contains(new DiskSize(71_135_396, 67_108_864, false));
        assertThat(size(Samples.volume("storage: {volumeMode: Block}"), Optional.of(source)))
                .contains(new DiskSize(67_108_864, 67_108_864, true));
    }

    @Test
    void a_clone_of_a_device_is_a_device_unless_it_says_else() {
        PersistentVolumeClaim source = source("Block", 67_108_864);
        assertThat(size(Samples.volume("storage: {}"), Optional.of(source)))
                .contains(new DiskSize(67_108_864, 67_108_864, true));
        assertThat(size(Samples.volume("storage: {volumeMode: Filesystem}"), Optional.of(source)))
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
