package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.machine.cloudinit.CloudInitSeed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * In which order the firmware tries devices. With any {@code bootOrder} in the instance only devices that have one are
 * tried; without, all disks in turn and then all CD-ROMs, so that an empty disk does not hide an installer.
 *
 * @param indexes device id to QEMU's bootindex
 */
record BootOrder(Map<String, Integer> indexes) {
    BootOrder {
        indexes = Map.copyOf(indexes);
    }

    static BootOrder of(Guest guest, GuestDisks disks) {
        Map<String, Integer> indexes = new HashMap<>();
        for (GuestDisk disk : disks.all()) {
            Integer order = disk.disk().bootOrder();
            if (order != null) {
                indexes.put(disk.id(), order);
            }
        }
        for (Interface nic : NicDevices.present(guest)) {
            Integer order = nic.bootOrder();
            if (order != null) {
                indexes.put(DeviceIds.nic(Guest.text(nic.name())), order);
            }
        }
        if (indexes.isEmpty()) {
            List<GuestDisk> bootable = disks.all().stream()
                    .filter(BootOrder::mayHoldSystem)
                    .sorted(Comparator.comparing(disk -> disk.kind() == GuestDisk.Kind.CD_ROM))
                    .toList();
            for (GuestDisk disk : bootable) {
                indexes.put(disk.id(), indexes.size() + 1);
            }
        }
        return new BootOrder(indexes);
    }

    private static boolean mayHoldSystem(GuestDisk disk) {
        return disk.volume()
                .map(volume -> !CloudInitSeed.isSeed(volume)
                        && volume.configMap() == null
                        && volume.secret() == null
                        && volume.serviceAccount() == null
                        && volume.downwardAPI() == null
                        && volume.sysprep() == null
                        && volume.emptyDisk() == null)
                .orElse(true);
    }

    OptionalInt of(String deviceId) {
        Integer index = indexes.get(deviceId);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }
}
