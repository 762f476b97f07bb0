package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.Filesystem;
import dev.slipway.api.kubevirt.HostDisk;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.admission.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for {@code volumes} and how disks and volumes pair. Source: KubeVirt v1.9.0, {@code pkg/storage/admitters}. */
final class VolumeRules {
    private VolumeRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        List<Volume> volumes = Objects.requireNonNullElse(spec.volumes(), List.of());
        FieldPath volumesPath = path.child("volumes");
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            FieldPath field = volumesPath.index(i);
            String name = name(volume);
            if (!names.add(name)) {
                causes.add(field.child("name").invalid("Volume " + name + " is there twice. Give each its own name."));
            }
            causes.addAll(volume(volume, name, field, setting));
        }
        long accounts = volumes.stream()
                .filter(volume -> volume.serviceAccount() != null)
                .count();
        if (accounts > 1) {
            causes.add(volumesPath.invalid("There are " + accounts + " serviceAccount volumes. Keep one."));
        }
        causes.addAll(pairs(volumes, devices, path, setting));
        return causes;
    }

    private static List<Cause> volume(Volume volume, String name, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        long sources = sources(volume);
        if (sources != 1) {
            causes.add(path.invalid("Volume " + name + " has " + (sources == 0 ? "no source" : sources + " sources")
                    + ". Keep exactly one, e.g. dataVolume, persistentVolumeClaim or cloudInitNoCloud."));
        }
        if (volume.dataVolume() != null && isBlank(volume.dataVolume().name())) {
            causes.add(path.child("name").required("Volume " + name + " names no DataVolume. Set dataVolume.name."));
        }
        if (volume.secret() != null && isBlank(volume.secret().secretName())) {
            causes.add(path.child("secret", "secretName")
                    .invalid("Volume " + name + " names no Secret. Set secret.secretName."));
        }
        if (volume.configMap() != null && isBlank(volume.configMap().name())) {
            causes.add(path.child("configMap", "name")
                    .invalid("Volume " + name + " names no ConfigMap. Set configMap.name."));
        }
        if (volume.serviceAccount() != null && isBlank(volume.serviceAccount().serviceAccountName())) {
            causes.add(path.child("serviceAccount", "serviceAccountName")
                    .invalid("Volume " + name + " names no ServiceAccount. Set serviceAccount.serviceAccountName."));
        }
        String inImage =
                volume.containerDisk() == null ? null : volume.containerDisk().path();
        if (inImage != null && !inImage.isEmpty()) {
            causes.addAll(PathRule.of(inImage, path.child("containerDisk")));
        }
        if (volume.hostDisk() != null) {
            causes.addAll(hostDisk(volume.hostDisk(), name, path, setting));
        }
        if (volume.downwardMetrics() != null && !setting.isEnabled("DownwardMetrics")) {
            causes.add(path.invalid("Volume " + name + " needs the feature gate DownwardMetrics, which is off."));
        }
        causes.addAll(CloudInitRules.of(volume, name, path));
        return causes;
    }

    private static List<Cause> hostDisk(HostDisk disk, String name, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        if (!setting.isEnabled("HostDisk")) {
            causes.add(path.invalid(
                    "Volume " + name + " is a hostDisk, which needs the feature gate HostDisk. It is off."));
        }
        if (isBlank(disk.path())) {
            causes.add(path.child("hostDisk", "path")
                    .notFound("Volume " + name + " has no hostDisk.path. Set the file's path."));
        }
        String type = Objects.requireNonNullElse(disk.type(), "");
        if (!type.equals("Disk") && !type.equals("DiskOrCreate")) {
            causes.add(path.child("hostDisk", "type")
                    .invalid("Volume " + name + " has the hostDisk.type '" + type
                            + "'. Use Disk for a file that is there, or DiskOrCreate."));
        }
        if (type.equals("Disk")
                && disk.capacity() != null
                && disk.capacity().getNumericalAmount().signum() != 0) {
            causes.add(path.child("hostDisk", "capacity")
                    .invalid("Volume " + name + " has a hostDisk.capacity, which only DiskOrCreate uses. Remove it."));
        }
        return causes;
    }

    /** Each volume feeds a disk or a file system, and each of these has a volume. */
    private static List<Cause> pairs(List<Volume> volumes, Devices devices, FieldPath path, RuleSetting setting) {
        List<Disk> disks = Objects.requireNonNullElse(devices.disks(), List.of());
        List<Filesystem> filesystems = Objects.requireNonNullElse(devices.filesystems(), List.of());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            Disk disk = disks.get(i);
            FieldPath field = path.child("domain", "devices", "disks").index(i);
            String name = Objects.requireNonNullElse(disk.name(), "");
            Volume volume = volumes.stream()
                    .filter(candidate -> name(candidate).equals(name))
                    .findFirst()
                    .orElse(null);
            if (volume == null && disk.cdrom() == null && !setting.template()) {
                causes.add(field.child("name")
                        .invalid(field.child("name") + " '" + name
                                + "' names no volume. Add a volume of that name, or remove the disk."));
            }
            if (volume == null && disk.cdrom() != null && !setting.isEnabled("DeclarativeHotplugVolumes")) {
                causes.add(
                        field.child("name")
                                .invalid(
                                        "CD-ROM " + name
                                                + " is empty, which needs the feature gate DeclarativeHotplugVolumes. Add a volume of that name."));
            }
            boolean claim = volume != null && (volume.persistentVolumeClaim() != null || volume.dataVolume() != null);
            if (disk.lun() != null && volume != null && !claim) {
                causes.add(
                        field.child("lun")
                                .invalid(
                                        "Disk " + name
                                                + " is a LUN, which needs a persistentVolumeClaim or a dataVolume. Use disk instead of lun."));
            }
        }
        for (int i = 0; i < filesystems.size(); i++) {
            String name = Objects.requireNonNullElse(filesystems.get(i).name(), "");
            if (volumes.stream().noneMatch(volume -> name(volume).equals(name)) && !setting.template()) {
                FieldPath field =
                        path.child("domain", "devices", "filesystems").index(i).child("name");
                causes.add(field.invalid(field + " '" + name + "' names no volume. Add a volume of that name."));
            }
        }
        return causes;
    }

    private static long sources(Volume volume) {
        return Stream.of(
                        volume.cloudInitConfigDrive(),
                        volume.cloudInitNoCloud(),
                        volume.configMap(),
                        volume.containerDisk(),
                        volume.containerPath(),
                        volume.dataVolume(),
                        volume.downwardAPI(),
                        volume.downwardMetrics(),
                        volume.emptyDisk(),
                        volume.ephemeral(),
                        volume.hostDisk(),
                        volume.memoryDump(),
                        volume.persistentVolumeClaim(),
                        volume.secret(),
                        volume.serviceAccount(),
                        volume.sysprep())
                .filter(Objects::nonNull)
                .count();
    }

    private static String name(Volume volume) {
        return Objects.requireNonNullElse(volume.name(), "");
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
