package dev.slipway.machine.backup;

import dev.slipway.api.kubevirt.Volume;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What the pieces of a backup are called. Source: KubeVirt v1.9.0, {@code pkg/virt-launcher/virtwrap/storage/backup.go}. */
public final class BackupNames {
    private static final String PLACES = "/var/run/kubevirt/hotplug-disks/";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneOffset.UTC);

    private BackupNames() {}

    /** Returns the name of the volume that brings the backup's claim to the guest's node. */
    public static String volume(String backup) {
        return StableName.of(backup, "backup-target-pvc");
    }

    /** Returns where the claim is, as it is told to the node. */
    public static String place(String backup) {
        return PLACES + volume(backup);
    }

    /** Returns the volume of a place; what is no place is none. */
    public static String volumeAt(String place) {
        return place.startsWith(PLACES) ? place.substring(PLACES.length()) : "";
    }

    /** Returns the checkpoint from which the next backup goes on, and the directory of the backup's files. */
    public static String checkpoint(String backup, Instant start) {
        return backup + "-" + TIME.format(start);
    }

    /** Returns the name of the file with one volume. */
    public static String file(String backup, String volume) {
        return backup + "-" + volume + ".qcow2";
    }

    /** Returns whether a volume is backed up: a claim, or a file of the node. */
    public static boolean isBackedUp(Volume volume) {
        return volume.persistentVolumeClaim() != null || volume.dataVolume() != null || volume.hostDisk() != null;
    }
}
