package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.pod.AttachmentPod;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.machine.qemu.LauncherVolume.DiskImage;
import dev.slipway.nodeagent.launcher.FileMonitor;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.netns.OpenDevice;
import dev.slipway.nodeagent.pod.ControlGroups;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A block device that a Pod of its own holds, handed open to a QEMU whose container may not open it: its control group is asked
 * when a device is opened, and not again. QEMU keeps it in a set under the name of the disk's block node, so that whoever comes later
 * finds it.
 *
 * @param runDirectory the launcher's run directory on the node
 * @param volume name of the instance's volume
 */
record HandedDevice(Path runDirectory, String volume) {
    private static final Command SETS = new Command("query-fdsets", LauncherConnection.arguments());

    /**
     * Hands it over, and returns it under the path at which QEMU finds it.
     *
     * @param attachment files of the Pod that holds the claim
     * @param held the device, as that Pod sees it
     * @param readOnly how QEMU will open it; it must be open in the same way
     */
    DiskImage hand(PodFiles attachment, DiskImage held, boolean readOnly) throws IOException {
        long holder = ControlGroups.process(
                        attachment.pod().getMetadata().getUid(), AttachmentPod.APP, AttachmentPod.PROGRAM)
                .orElseThrow(() -> new IOException(
                        "volume \"%s\": the Pod that holds it has no process on this node yet".formatted(volume)));
        Path device = Path.of("/proc", Long.toString(holder), "root")
                .resolve(held.path().substring(1));
        try (OpenDevice open = OpenDevice.of(device, readOnly)) {
            return held.withPath(hand(open));
        } catch (IOException e) {
            throw new IOException("volume \"%s\" could not be handed to QEMU: %s".formatted(volume, e.getMessage()), e);
        }
    }

    /** Hands it over in the place of what an attempt before may have left. */
    String hand(OpenDevice device) throws IOException {
        try (FileMonitor monitor = FileMonitor.open(runDirectory)) {
            for (int set : sets(monitor.ask(SETS), volume)) {
                monitor.ask(removal(set));
            }
            Command add = new Command("add-fd", LauncherConnection.arguments().put("opaque", DeviceIds.node(volume)));
            return "/dev/fdset/" + monitor.ask(add, device).path("fdset-id").asInt();
        }
    }

    /**
     * Lets QEMU close a device whose block node is gone; nothing happens where it has none.
     *
     * @return whether it is closed: while the guest is paused, QEMU keeps it
     */
    static boolean isTakenBack(LauncherConnection launcher, String volume) throws IOException {
        List<Integer> sets = sets(launcher.qmp(SETS), volume);
        for (int set : sets) {
            launcher.qmp(removal(set));
        }
        return sets.isEmpty() || sets(launcher.qmp(SETS), volume).isEmpty();
    }

    private static Command removal(int set) {
        return new Command("remove-fd", LauncherConnection.arguments().put("fdset-id", set));
    }

    private static List<Integer> sets(JsonNode all, String volume) {
        List<Integer> found = new ArrayList<>();
        for (JsonNode set : all) {
            for (JsonNode file : set.path("fds")) {
                if (file.path("opaque").asText().equals(DeviceIds.node(volume))) {
                    found.add(set.path("fdset-id").asInt());
                }
            }
        }
        return found;
    }
}
