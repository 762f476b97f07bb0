package dev.slipway.nodeagent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import org.junit.jupiter.api.Test;

class PreallocatedClaimTest {
    private static PersistentVolumeClaim claim(String annotation, String value) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .addToAnnotations(annotation, value)
                .endMetadata()
                .build();
    }

    @Test
    void claim_says_that_its_blocks_are_set_aside_by_an_annotation_of_cdi_or_of_its_storage() {
        assertThat(GuestVolumes.isPreallocated(claim("cdi.kubevirt.io/storage.preallocation.requested", "true")))
                .isTrue();
        assertThat(GuestVolumes.isPreallocated(claim("user.custom.annotation/storage.thick-provisioned", "true")))
                .isTrue();
        assertThat(GuestVolumes.isPreallocated(claim("cdi.kubevirt.io/storage.preallocation", "false")))
                .isFalse();
        assertThat(GuestVolumes.isPreallocated(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .endMetadata()
                        .build()))
                .isFalse();
    }
}
