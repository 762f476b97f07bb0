package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.HostDisk;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for {@code volumes} and how disks and volumes pair. Source: KubeVirt v1.9.0, {@code pkg/storage/admitters}. */
final class VolumeRules {
    private VolumeRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path, RuleSetting setting) {
        List<Volume> volumes = Given.list(spec.volumes());
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
        atMostOne(volumes, Volume::serviceAccount, "serviceAccount", volumesPath, causes);
        atMostOne(volumes, Volume::downwardMetrics, "downwardMetrics", volumesPath, causes);
        atMostOne(volumes, Volume::memoryDump, "memoryDump", volumesPath, causes);
        causes.addAll(filesystems(spec, volumes, path, setting));
        if (spec.utilityVolumes() != null) {
            causes.add(path.child("utilityVolumes")
                    .invalid("utilityVolumes are plugged into running machines only. Remove them."));
        }
        return causes;
    }

    private static void atMostOne(
            List<Volume> volumes,
            Function<Volume, @Nullable Object> source,
            String word,
            FieldPath path,
            List<Cause> causes) {
        long count = volumes.stream().map(source).filter(Objects::nonNull).count();
        if (count > 1) {
            causes.add(path.invalid("There are " + count + " " + word + " volumes. Keep one."));
        }
    }

    private static List<Cause> filesystems(
            VirtualMachineInstanceSpec spec, List<Volume> volumes, FieldPath path, RuleSetting setting) {
        Devices devices =
                Objects.requireNonNull(Objects.requireNonNull(spec.domain()).devices());
        Set<String> claims = new HashSet<>();
        volumes.stream()
                .filter(volume -> volume.persistentVolumeClaim() != null || volume.dataVolume() != null)
                .forEach(volume -> claims.add(name(volume)));
        boolean shared = Given.list(devices.filesystems()).stream()
                .anyMatch(filesystem -> claims.contains(Given.text(filesystem.name())));
        return shared && !setting.isEnabled("EnableVirtioFsStorageVolumes")
                ? List.of(path.child("domain", "devices", "filesystems")
                        .invalid(
                                "A file system on a claim needs the feature gate EnableVirtioFsStorageVolumes, which is"
                                        + " off."))
                : List.of();
    }

    private static List<Cause> volume(Volume volume, String name, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        long sources = sources(volume);
        if (sources != 1) {
            causes.add(path.invalid("Volume " + name + " has " + (sources == 0 ? "no source" : sources + " sources")
                    + ". Keep exactly one, e.g. dataVolume, persistentVolumeClaim or cloudInitNoCloud."));
        }
        if (volume.dataVolume() != null && Given.isBlank(volume.dataVolume().name())) {
            causes.add(path.child("name").required("Volume " + name + " names no DataVolume. Set dataVolume.name."));
        }
        if (volume.secret() != null && Given.isBlank(volume.secret().secretName())) {
            causes.add(path.child("secret", "secretName")
                    .invalid("Volume " + name + " names no Secret. Set secret.secretName."));
        }
        if (volume.configMap() != null && Given.isBlank(volume.configMap().name())) {
            causes.add(path.child("configMap", "name")
                    .invalid("Volume " + name + " names no ConfigMap. Set configMap.name."));
        }
        if (volume.serviceAccount() != null
                && Given.isBlank(volume.serviceAccount().serviceAccountName())) {
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
        if (Given.isBlank(disk.path())) {
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

    /** Each volume of an instance feeds a disk or a file system; what is in a container is always a file system. */
    static List<Cause> pairs(VirtualMachineInstanceSpec spec, FieldPath path) {
        Devices devices =
                Objects.requireNonNull(Objects.requireNonNull(spec.domain()).devices());
        Set<String> disks = new HashSet<>();
        Given.list(devices.disks()).forEach(disk -> disks.add(Given.text(disk.name())));
        Set<String> filesystems = new HashSet<>();
        Given.list(devices.filesystems()).forEach(filesystem -> filesystems.add(Given.text(filesystem.name())));
        List<Volume> volumes = Given.list(spec.volumes());
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            String name = name(volume);
            FieldPath field = path.child("domain", "volumes").index(i);
            if (volume.memoryDump() != null) {
                continue;
            }
            if (!disks.contains(name) && !filesystems.contains(name)) {
                causes.add(field.child("name")
                        .invalid("Volume " + name + " feeds no disk and no file system. Add one of that name."));
            }
            if (volume.containerPath() != null) {
                causes.addAll(containerPath(volume, disks.contains(name), filesystems.contains(name), field));
            }
        }
        return causes;
    }

    private static List<Cause> containerPath(Volume volume, boolean disk, boolean filesystem, FieldPath field) {
        List<Cause> causes = new ArrayList<>();
        String name = name(volume);
        if (disk) {
            causes.add(field.invalid(
                    "Volume " + name + " is a containerPath, which cannot be a disk. Add a file system " + name + "."));
        }
        if (!filesystem) {
            causes.add(field.invalid("Volume " + name + " is a containerPath and needs a file system of that name under"
                    + " domain.devices.filesystems."));
        }
        String inside =
                Given.text(Objects.requireNonNull(volume.containerPath()).path());
        if (inside.startsWith("/var/run/kubevirt") || inside.startsWith("/var/run/libvirt")) {
            causes.add(field.child("containerPath", "path")
                    .invalid("Volume " + name + " shares " + inside
                            + ", which belongs to the launcher. Share another folder."));
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
        return Given.text(volume.name());
    }
}
