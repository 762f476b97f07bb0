package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.backup.BackupNames;
import dev.slipway.machine.backup.StableName;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A qcow2 file that a disk is copied to, with its two nodes in QEMU.
 *
 * @param file path of the file, as QEMU sees it
 * @param volume name of the disk's volume
 */
record BackupTarget(String file, String volume) {
    /** Ids of jobs that copy begin so. */
    static final String PUSHED = "backup-";
    /** Ids of jobs that keep what the guest overwrites begin so. */
    static final String PULLED = "pull-";

    private static final String IMAGE_JOB = "image-of-backup";

    /** Returns the file of a volume in the directory of a backup. */
    static BackupTarget of(String directory, String backup, String volume) {
        return new BackupTarget(directory + "/" + BackupNames.file(backup, volume), volume);
    }

    /** Returns the directory where QEMU has a file open for one of these volumes; empty text if it has none. */
    static String openDirectory(LauncherConnection launcher, List<String> volumes) throws IOException {
        Set<String> nodes = volumes.stream().map(BackupTarget::fileNode).collect(Collectors.toSet());
        Command all = new Command(
                "query-named-block-nodes", LauncherConnection.arguments().put("flat", true));
        for (JsonNode node : launcher.qmp(all)) {
            String file = node.path("file").asText("");
            if (nodes.contains(node.path("node-name").asText()) && file.startsWith("/")) {
                return file.substring(0, file.lastIndexOf('/'));
            }
        }
        return "";
    }

    /** Returns the directory of the file. */
    String directory() {
        return file.substring(0, file.lastIndexOf('/'));
    }

    /** Returns the id of the job that fills it. */
    String job(boolean pulled) {
        return (pulled ? PULLED : PUSHED) + volume;
    }

    /** Returns whether a job is of a backup that is pulled. */
    static boolean isPulled(String job) {
        return job.startsWith(PULLED);
    }

    /** Returns the volume of a job. */
    static String volume(String job) {
        return job.substring(job.indexOf('-') + 1);
    }

    String node() {
        return "backup-to-" + StableName.hash(volume);
    }

    private String fileNode() {
        return fileNode(volume);
    }

    private static String fileNode(String volume) {
        return "backup-file-" + StableName.hash(volume);
    }

    /**
     * Makes the file, and has QEMU open it.
     *
     * @param size bytes of the disk
     * @param backing the node that shows what the file lacks; empty if nothing does
     */
    void open(LauncherConnection launcher, long size, Optional<String> backing) throws IOException {
        BlockJobs.create(
                launcher,
                IMAGE_JOB,
                LauncherConnection.arguments()
                        .put("driver", "file")
                        .put("filename", file)
                        .put("size", 0));
        add(
                launcher,
                LauncherConnection.arguments()
                        .put("driver", "file")
                        .put("node-name", fileNode())
                        .put("filename", file));
        BlockJobs.create(
                launcher,
                IMAGE_JOB,
                LauncherConnection.arguments()
                        .put("driver", "qcow2")
                        .put("file", fileNode())
                        .put("size", size));
        ObjectNode image = LauncherConnection.arguments()
                .put("driver", "qcow2")
                .put("node-name", node())
                .put("file", fileNode())
                .put("discard", "unmap")
                .put("detect-zeroes", "unmap");
        backing.ifPresent(node -> image.put("backing", node));
        add(launcher, image);
    }

    private static void add(LauncherConnection launcher, ObjectNode image) throws IOException {
        launcher.qmp(new Command("blockdev-add", image));
    }

    /** Has QEMU close it; what is not open needs no closing. */
    void close(LauncherConnection launcher) throws IOException {
        for (String node : new String[] {node(), fileNode()}) {
            launcher.tryQmp(
                    new Command("blockdev-del", LauncherConnection.arguments().put("node-name", node)));
        }
    }

    /** Deletes the file, which must be closed. */
    void delete(LauncherConnection launcher) throws IOException {
        new LauncherFiles(launcher).delete(file);
    }
}
