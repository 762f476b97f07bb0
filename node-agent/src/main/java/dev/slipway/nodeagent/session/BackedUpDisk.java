package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.backup.BackupNames;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.status.MachineStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A disk of a guest that is backed up.
 *
 * @param volume name of its volume
 * @param target what the guest calls it
 * @param node its node in QEMU
 * @param size its bytes
 * @param bitmaps those that it has
 */
record BackedUpDisk(String volume, String target, String node, long size, Set<String> bitmaps) {
    /** Returns the disks; none while they are copied, because QEMU shows filters in their places then. */
    static List<BackedUpDisk> all(VirtualMachineInstance vmi, LauncherConnection launcher) throws IOException {
        JsonNode blocks = launcher.qmp(new Command("query-block", LauncherConnection.arguments()));
        List<BackedUpDisk> disks = new ArrayList<>();
        for (Volume volume : Given.list(vmi.getSpec().volumes())) {
            String name = Given.text(volume.name());
            for (JsonNode block : BackupNames.isBackedUp(volume) ? blocks : List.<JsonNode>of()) {
                JsonNode inserted = block.path("inserted");
                if (inserted.path("node-name").asText("").equals(DeviceIds.node(name))) {
                    Set<String> bitmaps = new HashSet<>();
                    inserted.path("dirty-bitmaps")
                            .forEach(bitmap -> bitmaps.add(bitmap.path("name").asText()));
                    disks.add(new BackedUpDisk(
                            name,
                            target(vmi, name),
                            DeviceIds.node(name),
                            inserted.path("image").path("virtual-size").asLong(),
                            bitmaps));
                }
            }
        }
        return disks;
    }

    /** Returns what the guest calls a volume's disk; empty text if that is not known. */
    static String target(VirtualMachineInstance vmi, String volume) {
        return Given.list(MachineStatus.current(vmi).volumeStatus()).stream()
                .filter(status -> volume.equals(status.name()))
                .map(status -> Given.text(status.target()))
                .findFirst()
                .orElse("");
    }
}
