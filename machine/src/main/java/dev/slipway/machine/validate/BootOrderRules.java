package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What disks show and in which order devices are tried at start. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class BootOrderRules {
    private BootOrderRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        Map<String, Volume> volumes = new HashMap<>();
        Given.list(spec.volumes()).forEach(volume -> volumes.put(Given.text(volume.name()), volume));
        List<Disk> disks = Given.list(devices.disks());
        Set<Integer> taken = new HashSet<>();
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            FieldPath field = path.child("domain", "devices", "disks").index(i);
            Disk disk = disks.get(i);
            String name = Given.text(disk.name());
            causes.addAll(shown(disk, name, volumes.get(name), field, setting));
            if (disk.bootOrder() != null && !taken.add(disk.bootOrder())) {
                causes.add(taken(field, disk.bootOrder()));
            }
        }
        causes.addAll(interfaces(Given.list(devices.interfaces()), taken, path));
        return causes;
    }

    private static List<Cause> shown(
            Disk disk, String name, @Nullable Volume volume, FieldPath field, RuleSetting setting) {
        if (volume == null) {
            return missing(disk, name, field, setting);
        }
        List<Cause> causes = new ArrayList<>();
        if (disk.lun() != null && volume.persistentVolumeClaim() == null && volume.dataVolume() == null) {
            causes.add(field.child("lun")
                    .invalid("Disk " + name + " is a LUN, which needs a persistentVolumeClaim or a dataVolume. Use disk"
                            + " instead of lun."));
        }
        if (volume.downwardMetrics() != null && disk.disk() == null) {
            causes.add(field.child("disk").required("Volume " + name + " has metrics, which need a disk. Set disk."));
        }
        String bus = disk.disk() == null ? "" : Given.text(disk.disk().bus());
        if (volume.downwardMetrics() != null && !bus.isEmpty() && !bus.equals("virtio")) {
            causes.add(field.child("disk", "bus")
                    .invalid("Volume " + name + " has metrics, which need the bus virtio, not " + bus + "."));
        }
        return causes;
    }

    private static List<Cause> missing(Disk disk, String name, FieldPath field, RuleSetting setting) {
        if (disk.cdrom() == null) {
            return List.of(field.child("name")
                    .invalid(field.child("name") + " '" + name
                            + "' names no volume. Add a volume of that name, or remove the disk."));
        }
        return setting.isEnabled("DeclarativeHotplugVolumes")
                ? List.of()
                : List.of(field.child("name")
                        .invalid("CD-ROM " + name + " is empty, which needs the feature gate"
                                + " DeclarativeHotplugVolumes. Add a volume of that name."));
    }

    private static List<Cause> interfaces(List<Interface> interfaces, Set<Integer> taken, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < interfaces.size(); i++) {
            Integer order = interfaces.get(i).bootOrder();
            if (order != null && order < 1) {
                causes.add(path.index(i)
                        .child("bootOrder")
                        .invalid("Interface " + interfaces.get(i).name() + " has the bootOrder " + order
                                + ". Boot order begins with 1."));
            } else if (order != null && !taken.add(order)) {
                causes.add(taken(path.child("domain", "devices", "interfaces").index(i), order));
            }
        }
        return causes;
    }

    private static Cause taken(FieldPath device, int order) {
        FieldPath field = device.child("bootOrder");
        return field.invalid(field + " is " + order + ", which another device has. Give each its own place.");
    }
}
