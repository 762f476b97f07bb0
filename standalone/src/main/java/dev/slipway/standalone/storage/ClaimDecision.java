package dev.slipway.standalone.storage;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What to do about a claim. */
sealed interface ClaimDecision {
    /** The claim is somebody else's, or has all it needs. */
    record Leave() implements ClaimDecision {}

    /** The claim names no storage class and gets {@code local}. */
    record TakeDefaultClass() implements ClaimDecision {}

    /** The claim names a source of CDI, whose filler has offered it this volume. */
    record Bind(PersistentVolume volume) implements ClaimDecision {}

    /** The claim gets a directory of {@code bytes}. */
    record Provision(long bytes) implements ClaimDecision {}

    /** The claim's volume is to have {@code bytes}; a directory has room for all that the disk has. */
    record Grow(long bytes) implements ClaimDecision {}

    /** The claim cannot be had; {@code message} says why and what to do. */
    record Refuse(String message) implements ClaimDecision {}

    /** The claim goes and nothing uses it: its directory goes too. */
    record Release() implements ClaimDecision {}

    /** Name of the class. */
    String CLASS = "local";

    /**
     * Decides about {@code claim}.
     *
     * @param used whether a Pod that has not ended uses it
     * @param freeBytes free space where directories are made
     * @param offered the volume that says that it is this claim's
     */
    static ClaimDecision of(
            PersistentVolumeClaim claim, boolean used, long freeBytes, Optional<PersistentVolume> offered) {
        if (claim.getMetadata().getDeletionTimestamp() != null) {
            return used || !claim.getMetadata().getFinalizers().contains(LocalVolumes.PROTECTION)
                    ? new Leave()
                    : new Release();
        }
        String storageClass = claim.getSpec().getStorageClassName();
        if (storageClass == null && claim.getSpec().getVolumeName() == null) {
            return new TakeDefaultClass();
        }
        if (!CLASS.equals(storageClass)) {
            return new Leave();
        }
        BigDecimal wanted =
                amount(Optional.ofNullable(claim.getSpec().getResources()).map(resources -> resources.getRequests()));
        if (isBound(claim)) {
            BigDecimal had = amount(Optional.ofNullable(claim.getStatus().getCapacity()));
            return wanted.compareTo(had) > 0 && wanted.compareTo(BigDecimal.valueOf(freeBytes)) <= 0
                    ? new Grow(wanted.longValue())
                    : new Leave();
        }
        if (isFilledByOthers(claim)) {
            return offered.<ClaimDecision>map(Bind::new).orElseGet(Leave::new);
        }
        if ("Block".equals(claim.getSpec().getVolumeMode())) {
            return new Refuse("Claim " + claim.getMetadata().getName() + " has spec.volumeMode Block, which the local"
                    + " storage of standalone does not offer. Use Filesystem.");
        }
        if (wanted.compareTo(BigDecimal.valueOf(freeBytes)) > 0) {
            return new Refuse("Claim " + claim.getMetadata().getName() + " asks for "
                    + Objects.requireNonNull(
                            claim.getSpec().getResources().getRequests().get("storage"))
                    + " but the data directory has only " + (freeBytes >> 20)
                    + "Mi free. Ask for less, or give standalone a larger disk with --data.");
        }
        return new Provision(wanted.longValue());
    }

    private static BigDecimal amount(Optional<Map<String, Quantity>> storage) {
        return storage.map(amounts -> amounts.get("storage"))
                .map(Quantity::getNumericalAmount)
                .orElse(BigDecimal.ZERO);
    }

    static boolean isBound(PersistentVolumeClaim claim) {
        return claim.getStatus() != null && "Bound".equals(claim.getStatus().getPhase());
    }

    /** As in Kubernetes: who knows the source fills a volume, and storage keeps away. */
    private static boolean isFilledByOthers(PersistentVolumeClaim claim) {
        return Stream.of(
                        Optional.ofNullable(claim.getSpec().getDataSourceRef()).map(TypedObjectReference::getApiGroup),
                        Optional.ofNullable(claim.getSpec().getDataSource())
                                .map(TypedLocalObjectReference::getApiGroup))
                .flatMap(Optional::stream)
                .anyMatch("cdi.kubevirt.io"::equals);
    }
}
