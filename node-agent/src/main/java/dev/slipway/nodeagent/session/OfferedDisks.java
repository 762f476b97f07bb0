package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.backup.StableName;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The disks of a backup that QEMU offers by its NBD server, read only, as they were at the backup's beginning: what the guest has
 * overwritten since comes from the backup's files, the rest from its disks.
 */
record OfferedDisks(LauncherConnection launcher) {
    /** The server's socket, in the launcher's run directory. */
    static final String SOCKET = "backup-nbd.sock";

    private static final String EXPORT = "pull-";

    /**
     * Offers disks, by the names of their volumes.
     *
     * @param checkpoint the bitmaps that the targets may have
     */
    void offer(List<BackupTarget> targets, String checkpoint, List<String> withChanges) throws IOException {
        ObjectNode server = LauncherConnection.arguments();
        server.putObject("addr").put("type", "unix").putObject("data").put("path", SOCKET);
        launcher.qmp(new Command("nbd-server-start", server));
        for (BackupTarget target : targets) {
            ObjectNode export = LauncherConnection.arguments()
                    .put("type", "nbd")
                    .put("id", id(checkpoint) + target.volume())
                    .put("node-name", target.node())
                    .put("name", target.volume());
            if (withChanges.contains(target.volume())) {
                export.putArray("bitmaps").add(checkpoint);
            }
            launcher.qmp(new Command("block-export-add", export));
        }
    }

    private static String id(String checkpoint) {
        return EXPORT + StableName.hash(checkpoint) + "-";
    }

    /** Returns whether all these volumes are offered for a checkpoint. */
    boolean areOf(String checkpoint, List<String> volumes) throws IOException {
        List<String> offered = offered();
        return !volumes.isEmpty() && volumes.stream().allMatch(volume -> offered.contains(id(checkpoint) + volume));
    }

    private List<String> offered() throws IOException {
        List<String> ids = new ArrayList<>();
        for (JsonNode export : launcher.qmp(new Command("query-block-exports", LauncherConnection.arguments()))) {
            ids.add(export.path("id").asText());
        }
        return ids;
    }

    /** Offers nothing any more; who reads is cut off. To be done before the copying ends, after which the disks are as they are now. */
    void withdraw() throws IOException {
        if (offered().stream().allMatch(id -> id.startsWith(EXPORT))) {
            try {
                launcher.qmp(new Command("nbd-server-stop", LauncherConnection.arguments()));
            } catch (LauncherRefusal e) {
                // It does not run.
            }
        }
    }
}
