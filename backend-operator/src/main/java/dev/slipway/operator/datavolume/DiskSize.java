package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.PersistentVolumeClaimSpec;
import dev.slipway.api.cdi.StorageSpec;
import dev.slipway.api.cdi.VolumeResourceRequirements;
import dev.slipway.machine.pod.Bytes;
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
 */
record DiskSize(long claim, long disk) {
    // CDI's default filesystemOverhead.
    private static final BigDecimal FILE_SYSTEM = new BigDecimal("1.06");

    /** Returns the sizes, or nothing if the DataVolume names none. */
    static Optional<DiskSize> of(DataVolume volume) {
        StorageSpec storage = volume.getSpec().storage();
        if (storage != null) {
            return request(storage.resources())
                    .map(size -> isBlock(storage.volumeMode()) ? new DiskSize(size, size) : ofDisk(size));
        }
        PersistentVolumeClaimSpec claim = volume.getSpec().pvc();
        if (claim != null) {
            return request(claim.resources())
                    .map(size -> isBlock(claim.volumeMode()) ? new DiskSize(size, size) : ofClaim(size));
        }
        return Optional.empty();
    }

    private static DiskSize ofDisk(long disk) {
        long whole = Math.ceilDiv(disk, Bytes.MEBIBYTE) * Bytes.MEBIBYTE;
        long claim = BigDecimal.valueOf(whole)
                .multiply(FILE_SYSTEM)
                .setScale(0, RoundingMode.CEILING)
                .longValue();
        return new DiskSize(claim, disk);
    }

    private static DiskSize ofClaim(long claim) {
        long usable = BigDecimal.valueOf(claim)
                .divide(FILE_SYSTEM, 0, RoundingMode.FLOOR)
                .longValue();
        return new DiskSize(claim, Math.max(Bytes.MEBIBYTE, usable / Bytes.MEBIBYTE * Bytes.MEBIBYTE));
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
