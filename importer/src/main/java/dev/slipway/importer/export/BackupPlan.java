package dev.slipway.importer.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A backup that is pulled. The words are KubeVirt's (v1.9.0, {@code pkg/storage/export/export/backup-source.go}).
 *
 * @param uid uid of the VirtualMachineBackup
 * @param checkpoint the bitmaps of what has changed; empty if the backup is whole
 * @param disks its disks
 */
record BackupPlan(String uid, Optional<String> checkpoint, List<Disk> disks) {
    /**
     * A disk.
     *
     * @param name name of its volume
     * @param data path of its bytes
     * @param map path of the list of its extents
     */
    record Disk(String name, String data, String map) {}

    /** Reads {@code BACKUP_UID}, and {@code BACKUP<n>_…} for n from 0; empty if nothing is pulled here. */
    static Optional<BackupPlan> of(Map<String, String> environment) {
        List<Disk> disks = new ArrayList<>();
        for (int n = 0; environment.containsKey("BACKUP" + n + "_BACKUP_PATH"); n++) {
            String prefix = "BACKUP" + n + "_";
            disks.add(new Disk(
                    environment.getOrDefault(prefix + "BACKUP_PATH", ""),
                    environment.getOrDefault(prefix + "DATA_URI", ""),
                    environment.getOrDefault(prefix + "MAP_URI", "")));
        }
        boolean incremental = "Incremental".equals(environment.get("BACKUP_TYPE"));
        return Optional.ofNullable(environment.get("BACKUP_UID"))
                .map(uid -> new BackupPlan(
                        uid,
                        Optional.ofNullable(environment.get("BACKUP_CHECKPOINT"))
                                .filter(_ -> incremental),
                        disks));
    }
}
