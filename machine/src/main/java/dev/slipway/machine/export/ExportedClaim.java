package dev.slipway.machine.export;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/**
 * A claim that is exported.
 *
 * @param claim the claim
 * @param shown its name in the links
 * @param disk whether it holds a disk, and not files
 */
public record ExportedClaim(PersistentVolumeClaim claim, String shown, boolean disk) {
    String name() {
        return claim.getMetadata().getName();
    }

    boolean isBlock() {
        return "Block".equals(claim.getSpec().getVolumeMode());
    }

    String path(String file) {
        return "/volumes/" + name() + "/" + file;
    }

    String gzip() {
        return path("disk.img.gz");
    }
}
