package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.hotplug.PluggableVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A disk of a machine, or a drive for discs.
 *
 * @param name name of the disk and of its volume
 * @param kind "disk", "CD-ROM" or "LUN", with its bus
 * @param target device in the guest; empty while it does not run
 * @param source where its content is; empty for a drive without disc
 * @param bytes size; 0 if it has none
 * @param storage storage class and access mode
 * @param state what the cluster says of it
 * @param order place in the boot order; 0 if it is not tried
 * @param drive whether discs can be put into it
 * @param removable whether it can be taken out
 * @param export path of the dialog that exports it; empty if it is on no claim
 */
public record DiskRow(
        String name,
        String kind,
        String target,
        String source,
        long bytes,
        String storage,
        String state,
        int order,
        boolean drive,
        boolean removable,
        String export) {
    /** Phase of a volume that was plugged in; its message says nothing more. */
    private static final String READY = "Ready";

    /** Lists the disks of a machine in the order of its spec, then those that come with its next start. */
    static List<DiskRow> of(MachineFacts facts) {
        List<DiskRow> rows = new ArrayList<>();
        Set<String> known = new HashSet<>();
        Stream.of(facts.spec(), facts.template()).flatMap(Optional::stream).forEach(spec -> {
            list(spec.volumes()).stream()
                    .filter(volume -> known.add(text(volume.name())))
                    .map(volume ->
                            row(facts, text(volume.name()), Optional.of(volume), disk(spec, text(volume.name()))))
                    .forEach(rows::add);
            disks(spec).stream()
                    .filter(disk -> disk.cdrom() != null && known.add(text(disk.name())))
                    .map(disk -> row(facts, text(disk.name()), Optional.empty(), Optional.of(disk)))
                    .forEach(rows::add);
        });
        return List.copyOf(rows);
    }

    private static List<Disk> disks(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain())
                .map(domain -> domain.devices())
                .map(devices -> list(devices.disks()))
                .orElse(List.of());
    }

    private static Optional<Disk> disk(VirtualMachineInstanceSpec spec, String name) {
        return disks(spec).stream().filter(found -> name.equals(found.name())).findFirst();
    }

    private static Optional<Volume> volume(VirtualMachineInstanceSpec spec, String name) {
        return list(spec.volumes()).stream()
                .filter(found -> name.equals(found.name()))
                .findFirst();
    }

    private static DiskRow row(MachineFacts facts, String name, Optional<Volume> volume, Optional<Disk> disk) {
        Optional<String> claimName = volume.flatMap(MachineFacts::claimName);
        Optional<PersistentVolumeClaim> claim = claimName.flatMap(wanted -> facts.claims().stream()
                .filter(found -> found.getMetadata().getName().equals(wanted))
                .findFirst());
        Optional<DataVolume> dataVolume = claimName.flatMap(wanted -> facts.dataVolumes().stream()
                .filter(found -> found.getMetadata().getName().equals(wanted))
                .findFirst());
        Optional<VolumeStatus> status = facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .flatMap(found -> list(found.volumeStatus()).stream()
                        .filter(candidate -> name.equals(candidate.name()))
                        .findFirst());
        Integer order = disk.map(Disk::bootOrder).orElse(null);
        boolean drive = disk.filter(found -> found.cdrom() != null).isPresent();
        String state = state(claimName, claim, dataVolume, status);
        return new DiskRow(
                name,
                disk.map(DiskRow::kind).orElse("file"),
                status.map(found -> text(found.target())).orElse(""),
                volume.map(DiskRow::source).orElse(""),
                claim.map(MachineRow::size).orElse(0L),
                claim.map(DiskRow::storage).orElse(""),
                later(facts, name, volume, disk).or(() -> plugging(status)).orElse(state),
                order == null ? 0 : order,
                drive,
                (drive || claimName.isPresent()) && inTemplate(facts, name),
                claim.map(found -> "/exports/new/claim/" + facts.key().namespace() + "/"
                                + found.getMetadata().getName())
                        .orElse(""));
    }

    private static boolean inTemplate(MachineFacts facts, String name) {
        return facts.template()
                .filter(spec ->
                        volume(spec, name).isPresent() || disk(spec, name).isPresent())
                .isPresent();
    }

    /** What the machine's next start changes about it; of what comes and goes by itself nothing is said. */
    private static Optional<String> later(
            MachineFacts facts, String name, Optional<Volume> volume, Optional<Disk> disk) {
        Optional<VirtualMachineInstanceSpec> running = facts.instance().map(VirtualMachineInstance::getSpec);
        Optional<VirtualMachineInstanceSpec> template = facts.template();
        if (running.isEmpty() || template.isEmpty() || disk.isEmpty()) {
            return Optional.empty();
        }
        boolean pluggable = volume.filter(PluggableVolume::is).isPresent();
        if (disk(running.get(), name).isEmpty()) {
            return Optional.of(
                    pluggable && disk.get().cdrom() == null ? "being plugged in" : "comes at the next start");
        }
        if (disk(template.get(), name).isEmpty()) {
            return Optional.of(pluggable && disk.get().cdrom() == null ? "being unplugged" : "goes at the next start");
        }
        Optional<Volume> then = volume(template.get(), name);
        if (volume.equals(then)
                || volume.or(() -> then).filter(PluggableVolume::is).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(then.map(DiskRow::source).orElse("no disc") + " at the next start");
    }

    private static Optional<String> plugging(Optional<VolumeStatus> status) {
        return status.filter(found -> found.hotplugVolume() != null)
                .filter(found -> text(found.message()).isEmpty())
                .flatMap(found -> switch (text(found.phase())) {
                    case "Pending", "Bound", "AttachedToNode", "MountedToPod" -> Optional.of("being plugged in");
                    case "Detaching", "UnMountedFromPod" -> Optional.of("being unplugged");
                    default -> Optional.empty();
                });
    }

    private static String kind(Disk disk) {
        if (disk.cdrom() != null) {
            return ("CD-ROM " + text(disk.cdrom().bus())).strip();
        }
        if (disk.lun() != null) {
            return ("LUN " + text(disk.lun().bus())).strip();
        }
        return disk.disk() == null ? "disk" : ("disk " + text(disk.disk().bus())).strip();
    }

    private static String source(Volume volume) {
        if (volume.dataVolume() != null) {
            return "claim " + text(volume.dataVolume().name());
        }
        if (volume.persistentVolumeClaim() != null) {
            return "claim " + text(volume.persistentVolumeClaim().claimName());
        }
        if (volume.containerDisk() != null) {
            return "image " + text(volume.containerDisk().image());
        }
        if (volume.cloudInitNoCloud() != null || volume.cloudInitConfigDrive() != null) {
            return "cloud-init";
        }
        if (volume.emptyDisk() != null) {
            return "empty, gone after a stop";
        }
        if (volume.secret() != null) {
            return "secret " + text(volume.secret().secretName());
        }
        if (volume.configMap() != null) {
            return "config map " + text(volume.configMap().name());
        }
        return volume.sysprep() != null ? "sysprep" : "other";
    }

    private static String storage(PersistentVolumeClaim claim) {
        if (claim.getSpec() == null) {
            return "";
        }
        String modes = String.join(", ", claim.getSpec().getAccessModes());
        String storageClass = text(claim.getSpec().getStorageClassName());
        return storageClass.isEmpty() ? modes : storageClass + " · " + modes;
    }

    private static String state(
            Optional<String> name,
            Optional<PersistentVolumeClaim> claim,
            Optional<DataVolume> dataVolume,
            Optional<VolumeStatus> status) {
        if (dataVolume.isPresent() && dataVolume.get().getStatus() != null) {
            String phase = text(dataVolume.get().getStatus().phase());
            String progress = text(dataVolume.get().getStatus().progress());
            if (!phase.equals("Succeeded")) {
                return MachineState.percent(progress).isPresent()
                        ? Activity.spaced(phase) + " " + progress
                        : Activity.spaced(phase);
            }
        }
        if (name.isPresent() && claim.isEmpty()) {
            return dataVolume.isPresent() ? "waiting for its volume" : "missing";
        }
        Optional<String> problem = status.filter(found -> !READY.equals(found.phase()))
                .map(found -> text(found.message()))
                .filter(message -> !message.isEmpty());
        return problem.or(() -> claim.map(found ->
                        found.getStatus() == null ? "" : text(found.getStatus().getPhase())))
                .orElse("");
    }
}
