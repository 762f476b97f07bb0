package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The amounts are those that a real CDI v1.66 made (cdi-observed.md §3.16). */
class DiskSizeTest {
    @Test
    void a_disk_gets_a_claim_with_room_for_the_file_system() {
        assertThat(DiskSize.of(Samples.volume("storage: {resources: {requests: {storage: 64Mi}}}")))
                .contains(new DiskSize(71_135_396, 67_108_864));
    }

    @Test
    void a_claim_holds_a_disk_that_leaves_room_for_the_file_system() {
        assertThat(DiskSize.of(Samples.volume("pvc: {resources: {requests: {storage: 256Mi}}}")))
                .contains(new DiskSize(268_435_456, 252_706_816));
    }

    @Test
    void a_block_device_is_all_disk() {
        assertThat(DiskSize.of(Samples.volume("storage: {volumeMode: Block, resources: {requests: {storage: 64Mi}}}")))
                .contains(new DiskSize(67_108_864, 67_108_864));
    }

    @Test
    void no_size_is_no_size() {
        assertThat(DiskSize.of(Samples.volume("storage: {}"))).isEmpty();
        assertThat(DiskSize.of(Samples.volume("pvc: {resources: {requests: {storage: '0'}}}")))
                .isEmpty();
    }
}
