package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.PersistentVolumeClaimSpec;
import dev.slipway.api.cdi.StorageSpec;
import dev.slipway.api.cdi.VolumeResourceRequirements;
import dev.slipway.machine.pod.Bytes;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How large the claim of a DataVolume is, and how large the disk in it. {@code spec.storage} asks for a disk and the
 * claim has room for the file system too; {@code spec.pvc} asks for a claim and the disk is what fits.
 *
 * @param claim bytes of the claim
 * @param disk bytes of the disk
 * @param block whether the claim is a device, which is the disk itself
 */
public record DiskSize(long claim, long disk, boolean block) {
    /**
     * Returns the sizes, or nothing if the DataVolume names none.
     *
     * @param source the claim that is cloned, whose size a clone without one gets
     */
    static Optional<DiskSize> of(
            DataVolume volume, Optional<PersistentVolumeClaim> source, FileSystemOverhead overhead) {
        StorageSpec storage = volume.getSpec().storage();
        if (storage != null) {
            BigDecimal factor = overhead.factor(storage.storageClassName());
            boolean block = isBlock(storage.volumeMode(), source);
            return request(storage.resources())
                    .map(size -> block ? device(size) : ofDisk(size, factor))
                    .or(() -> cloned(source, block, factor, overhead));
        }
        PersistentVolumeClaimSpec claim = volume.getSpec().pvc();
        if (claim != null) {
            BigDecimal factor = overhead.factor(claim.storageClassName());
            boolean block = isBlock(claim.volumeMode(), source);
            return request(claim.resources())
                    .map(size -> block ? device(size) : ofClaim(size, factor))
                    .or(() -> cloned(source, block, factor, overhead));
        }
        return Optional.empty();
    }

    private static Optional<DiskSize> cloned(
            Optional<PersistentVolumeClaim> source, boolean block, BigDecimal factor, FileSystemOverhead overhead) {
        return source.flatMap(claim -> inClaim(claim, overhead))
                .map(disk -> block ? device(disk.disk()) : ofDisk(disk.disk(), factor));
    }

    /** Returns the sizes of the disk that a claim holds, or can hold. */
    static Optional<DiskSize> inClaim(PersistentVolumeClaim claim, FileSystemOverhead overhead) {
        BigDecimal factor = overhead.factor(claim.getSpec().getStorageClassName());
        return Optional.ofNullable(claim.getSpec().getResources())
                .map(resources -> resources.getRequests())
                .map(requests -> requests.get("storage"))
                .map(DiskSize::bytes)
                .filter(size -> size > 0)
                .map(size -> isBlock(claim.getSpec().getVolumeMode()) ? device(size) : ofClaim(size, factor));
    }

    /** Returns whether a claim of this mode is a device; one that leaves it open takes after the source. */
    private static boolean isBlock(@Nullable String mode, Optional<PersistentVolumeClaim> source) {
        return mode == null || mode.isEmpty()
                ? source.filter(claim -> isBlock(claim.getSpec().getVolumeMode()))
                        .isPresent()
                : isBlock(mode);
    }

    private static DiskSize device(long size) {
        return new DiskSize(size, size, true);
    }

    private static DiskSize ofDisk(long disk, BigDecimal factor) {
        long whole = Math.ceilDiv(disk, Bytes.MEBIBYTE) * Bytes.MEBIBYTE;
        long claim = BigDecimal.valueOf(whole)
                .multiply(factor)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
        return new DiskSize(claim, disk, false);
    }

    private static DiskSize ofClaim(long claim, BigDecimal factor) {
        long usable =
                BigDecimal.valueOf(claim).divide(factor, 0, RoundingMode.FLOOR).longValue();
        return new DiskSize(claim, Math.max(Bytes.MEBIBYTE, usable / Bytes.MEBIBYTE * Bytes.MEBIBYTE), false);
    }

    private static boolean isBlock(@Nullable String mode) {
        return "Block".equals(mode);
    }

    private static Optional<Long> request(@Nullable VolumeResourceRequirements resources) {
        return Optional.ofNullable(resources)
                .map(VolumeResourceRequirements::requests)
                .map(requests -> requests.get("storage"))
                .map(DiskSize::bytes)
                .filter(size -> size > 0);
    }

    private static long bytes(Quantity quantity) {
        return Bytes.of(quantity);
    }
}
