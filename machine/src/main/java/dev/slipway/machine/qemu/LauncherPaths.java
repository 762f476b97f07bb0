package dev.slipway.machine.qemu;

import java.util.Map;
import java.util.Optional;

/**
 * Where the launcher finds the volumes of the guest, and what else the node has for it.
 *
 * @param volumes name in {@code spec.volumes} to what is there. Volumes that the launcher makes itself (cloud-init,
 *     emptyDisk) are not in it; for an ephemeral or containerDisk volume it is the image below the overlay
 * @param secrets name of a Secret in the guest's namespace that cloud-init or access credentials refer to, to its content
 * @param grants devices and the like that only this guest has
 */
public record LauncherPaths(
        Map<String, LauncherVolume> volumes, Map<String, LauncherVolume.Contents> secrets, Grants grants) {
    public LauncherPaths {
        volumes = Map.copyOf(volumes);
        secrets = Map.copyOf(secrets);
    }

    /** Volumes for a guest that the node gives nothing else. */
    public LauncherPaths(Map<String, LauncherVolume> volumes, Map<String, LauncherVolume.Contents> secrets) {
        this(volumes, secrets, Grants.NONE);
    }

    Optional<LauncherVolume> volume(String name) {
        return Optional.ofNullable(volumes.get(name));
    }
}
