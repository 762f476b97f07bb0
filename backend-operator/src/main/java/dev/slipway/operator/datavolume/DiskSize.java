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
    /** The share of a disk that a claim has more, for its file system: CDI's default filesystemOverhead. */
    public static final String OVERHEAD = "0.06";

    private static final BigDecimal FILE_SYSTEM = BigDecimal.ONE.add(new BigDecimal(OVERHEAD));

    /**
     * Returns the sizes, or nothing if the DataVolume names none.
     *
     * @param source the claim that is cloned, whose size a clone without one gets
     */
    static Optional<DiskSize> of(DataVolume volume, Optional<PersistentVolumeClaim> source) {
        StorageSpec storage = volume.getSpec().storage();
        if (storage != null) {
            return of(request(storage.resources()), isBlock(storage.volumeMode(), source), true, source);
        }
        PersistentVolumeClaimSpec claim = volume.getSpec().pvc();
        if (claim != null) {
            return of(request(claim.resources()), isBlock(claim.volumeMode(), source), false, source);
        }
        return Optional.empty();
    }

    private static Optional<DiskSize> of(
            Optional<Long> asked, boolean block, boolean forDisk, Optional<PersistentVolumeClaim> source) {
        return asked.map(size -> block ? device(size) : forDisk ? ofDisk(size) : ofClaim(size))
                .or(() -> source.flatMap(DiskSize::inClaim)
                        .map(disk -> block ? device(disk.disk()) : ofDisk(disk.disk())));
    }

    /** Returns the sizes of the disk that a claim holds, or can hold. */
    static Optional<DiskSize> inClaim(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getResources())
                .map(resources -> resources.getRequests())
                .map(requests -> requests.get("storage"))
                .map(DiskSize::bytes)
                .filter(size -> size > 0)
                .map(size -> isBlock(claim.getSpec().getVolumeMode()) ? device(size) : ofClaim(size));
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

    private static DiskSize ofDisk(long disk) {
        long whole = Math.ceilDiv(disk, Bytes.MEBIBYTE) * Bytes.MEBIBYTE;
        long claim = BigDecimal.valueOf(whole)
                .multiply(FILE_SYSTEM)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
        return new DiskSize(claim, disk, false);
    }

    private static DiskSize ofClaim(long claim) {
        long usable = BigDecimal.valueOf(claim)
                .divide(FILE_SYSTEM, 0, RoundingMode.FLOOR)
                .longValue();
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
