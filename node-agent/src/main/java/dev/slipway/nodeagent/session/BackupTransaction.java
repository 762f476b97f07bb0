package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.util.List;

/**
 * What begins at the same moment for all disks of a guest (QEMU 7.2, {@code qapi/transaction.json}).
 *
 * @param checkpoint name of the bitmaps that begin
 * @param followed whether they are wanted
 * @param since the bitmaps to go by; empty text if all counts
 * @param pulled whether what was there before a write is kept, and nothing else is copied
 */
record BackupTransaction(String checkpoint, boolean followed, String since, boolean pulled) {
    /** Returns the arguments of the command {@code transaction}; each disk has its target at the same place. */
    ObjectNode of(List<BackedUpDisk> disks, List<BackupTarget> targets) {
        ObjectNode arguments = LauncherConnection.arguments();
        ArrayNode actions = arguments.putArray("actions");
        for (int i = 0; i < disks.size(); i++) {
            BackedUpDisk disk = disks.get(i);
            BackupTarget target = targets.get(i);
            // A disk that came after the checkpoint counts as a whole.
            boolean partly = isPartly(disk);
            if (pulled && partly) {
                changes(actions, disk, target);
            }
            if (followed && !disk.bitmaps().contains(checkpoint)) {
                action(actions, "block-dirty-bitmap-add")
                        .put("node", disk.node())
                        .put("name", checkpoint);
            }
            ObjectNode copy = action(actions, "blockdev-backup")
                    .put("job-id", target.job(pulled))
                    .put("device", disk.node())
                    .put("target", target.node())
                    .put("auto-dismiss", false);
            if (pulled) {
                copy.put("sync", "none");
            } else if (partly) {
                copy.put("sync", "bitmap").put("bitmap", since).put("bitmap-mode", "never");
            } else {
                copy.put("sync", "full");
            }
        }
        return arguments;
    }

    /** Returns the volumes of which it is known what has changed. */
    List<String> partly(List<BackedUpDisk> disks) {
        return disks.stream().filter(this::isPartly).map(BackedUpDisk::volume).toList();
    }

    private boolean isPartly(BackedUpDisk disk) {
        return !since.isEmpty() && disk.bitmaps().contains(since);
    }

    /** What has changed until now, in a bitmap beside the disk that changes no more. */
    private void changes(ArrayNode actions, BackedUpDisk disk, BackupTarget target) {
        action(actions, "block-dirty-bitmap-add")
                .put("node", target.node())
                .put("name", checkpoint)
                .put("disabled", true);
        action(actions, "block-dirty-bitmap-merge")
                .put("node", target.node())
                .put("target", checkpoint)
                .putArray("bitmaps")
                .addObject()
                .put("node", disk.node())
                .put("name", since);
    }

    private static ObjectNode action(ArrayNode actions, String type) {
        return actions.addObject().put("type", type).putObject("data");
    }
}
