package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.ClaimPropertySet;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSpecBuilder;
import dev.slipway.api.cdi.StorageProfile;
import dev.slipway.api.cdi.StorageProfileStatus;
import dev.slipway.api.cdi.StorageSpec;
import dev.slipway.api.cdi.StorageSpecBuilder;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What {@code spec.storage} of a DataVolume leaves open, as the StorageProfile of its class has it. */
final class ClaimWishes {
    private static final String DEFAULT = "storageclass.kubernetes.io/is-default-class";

    private ClaimWishes() {}

    /** Returns the profile of the class that a DataVolume's claim has, or will have. */
    static Optional<StorageProfile> profile(Caches caches, DataVolume volume) {
        return storage(volume)
                .flatMap(storage -> Optional.ofNullable(storage.storageClassName())
                        .or(() -> usual(caches.storageClasses().getIndexer().list())))
                .flatMap(name -> Caches.find(caches.imports().profiles(), new ObjectKey("", name)));
    }

    /**
     * Returns the DataVolume as if it had named everything.
     *
     * @param claim its claim, once it is made: then it is as it was made
     * @param source the claim that is cloned, after which a clone takes
     */
    static DataVolume complete(
            DataVolume volume,
            Optional<PersistentVolumeClaim> claim,
            Optional<PersistentVolumeClaim> source,
            Optional<StorageProfile> profile) {
        Optional<StorageSpec> asked = storage(volume);
        List<ClaimPropertySet> offers = profile.map(StorageProfile::getStatus)
                .map(StorageProfileStatus::claimPropertySets)
                .orElse(List.of());
        if (asked.isEmpty() || offers.isEmpty() && claim.isEmpty()) {
            return volume;
        }
        StorageSpec storage = asked.get();
        Optional<String> mode = Optional.ofNullable(storage.volumeMode())
                .filter(given -> !given.isEmpty())
                .or(() -> claim.or(() -> source).map(ClaimWishes::mode))
                .or(() -> mode(offers, access(storage)));
        List<String> access = access(storage).isEmpty() ? access(offers, mode) : access(storage);
        DataVolume complete = Copies.of(volume);
        complete.setSpec(DataVolumeSpecBuilder.builder(volume.getSpec())
                .storage(StorageSpecBuilder.builder(storage)
                        .volumeMode(mode.orElse(null))
                        .accessModes(access)
                        .build())
                .build());
        return complete;
    }

    /** Returns the class that a claim gets which names none. */
    static Optional<String> usual(List<StorageClass> classes) {
        return classes.stream()
                .filter(found -> "true".equals(Copies.annotations(found).get(DEFAULT)))
                .findFirst()
                .map(found -> found.getMetadata().getName());
    }

    private static String mode(PersistentVolumeClaim claim) {
        return Objects.requireNonNullElse(claim.getSpec().getVolumeMode(), "Filesystem");
    }

    private static Optional<String> mode(List<ClaimPropertySet> offers, List<String> access) {
        return offers.stream()
                .filter(offer -> access.isEmpty() || modes(offer).containsAll(access))
                .findFirst()
                .map(ClaimPropertySet::volumeMode);
    }

    private static List<String> access(List<ClaimPropertySet> offers, Optional<String> mode) {
        return offers.stream()
                .filter(offer -> mode.isEmpty() || mode.get().equals(offer.volumeMode()))
                .findFirst()
                .map(ClaimWishes::modes)
                .orElse(List.of());
    }

    private static List<String> access(StorageSpec storage) {
        return Optional.ofNullable(storage.accessModes()).orElse(List.of());
    }

    private static List<String> modes(ClaimPropertySet offer) {
        return Optional.ofNullable(offer.accessModes()).orElse(List.of());
    }

    private static Optional<StorageSpec> storage(DataVolume volume) {
        return Optional.ofNullable(volume.getSpec()).flatMap(spec -> Optional.ofNullable(spec.storage()));
    }
}
