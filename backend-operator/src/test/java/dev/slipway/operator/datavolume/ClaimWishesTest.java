package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClaimWishesTest {
    private static final StorageProfile PROFILE = Serialization.unmarshal("""
        apiVersion: cdi.kubevirt.io/v1beta1
        kind: StorageProfile
        metadata: {name: fast}
        status:
          claimPropertySets:
          - {accessModes: [ReadWriteMany], volumeMode: Block}
          - {accessModes: [ReadWriteOnce], volumeMode: Filesystem}
        """, StorageProfile.class);

    @Test
    void volume_that_leaves_both_open_gets_the_first_offer() {
        assertThat(wishes("storage: {resources: {requests: {storage: 1Gi}}}", Optional.empty(), Optional.empty()))
                .isEqualTo("[ReadWriteMany] Block");
    }

    @Test
    void volume_that_names_one_gets_what_goes_with_it() {
        assertThat(wishes("storage: {volumeMode: Filesystem}", Optional.empty(), Optional.empty()))
                .isEqualTo("[ReadWriteOnce] Filesystem");
        assertThat(wishes("storage: {accessModes: [ReadWriteOnce]}", Optional.empty(), Optional.empty()))
                .isEqualTo("[ReadWriteOnce] Filesystem");
    }

    @Test
    void clone_takes_after_its_source() {
        assertThat(wishes("storage: {}", Optional.empty(), Optional.of(Samples.claim("Bound", "dv-uid"))))
                .isEqualTo("[ReadWriteOnce] Filesystem");
    }

    @Test
    void claim_that_is_made_stays_as_it_is_whatever_the_profile_says_later() {
        PersistentVolumeClaim made = Samples.claim("Bound", "dv-uid");
        assertThat(wishes("storage: {}", Optional.of(made), Optional.empty())).endsWith("Filesystem");
        assertThat(wishes(
                        "storage: {}",
                        Optional.of(new PersistentVolumeClaimBuilder(made)
                                .editSpec()
                                .withVolumeMode("Block")
                                .endSpec()
                                .build()),
                        Optional.empty()))
                .endsWith("Block");
    }

    @Test
    void form_of_a_claim_is_left_alone() {
        DataVolume volume = Samples.volume("pvc: {accessModes: [ReadWriteOnce]}");
        assertThat(ClaimWishes.complete(volume, Optional.empty(), Optional.empty(), Optional.of(PROFILE)))
                .isSameAs(volume);
    }

    private static String wishes(
            String storage, Optional<PersistentVolumeClaim> claim, Optional<PersistentVolumeClaim> source) {
        StorageSpec complete = Objects.requireNonNull(
                ClaimWishes.complete(Samples.volume(storage), claim, source, Optional.of(PROFILE))
                        .getSpec()
                        .storage());
        return complete.accessModes() + " " + complete.volumeMode();
    }
}
