package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;

/**
 * A disk of a machine.
 *
 * @param name name of the volume
 * @param kind "disk", "CD-ROM" or "LUN", with its bus
 * @param target device in the guest; empty while it does not run
 * @param source where its content is
 * @param bytes size; 0 if it has none
 * @param storage storage class and access mode
 * @param state what the cluster says of it
 * @param order place in the boot order; 0 if it is not tried
 */
public record DiskRow(
        String name, String kind, String target, String source, long bytes, String storage, String state, int order) {

    /** Lists the disks of a machine in the order of its spec. */
    static List<DiskRow> of(MachineFacts facts) {
        return facts.volumes().stream().map(volume -> row(facts, volume)).toList();
    }

    private static DiskRow row(MachineFacts facts, Volume volume) {
        String name = text(volume.name());
        Optional<Disk> disk = facts.domain()
                .map(domain -> domain.devices())
                .flatMap(devices -> list(devices.disks()).stream()
                        .filter(found -> name.equals(found.name()))
                        .findFirst());
        Optional<String> claimName = MachineFacts.claimName(volume);
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
        return new DiskRow(
                name,
                disk.map(DiskRow::kind).orElse("file"),
                status.map(found -> text(found.target())).orElse(""),
                source(volume),
                claim.map(MachineRow::size).orElse(0L),
                claim.map(DiskRow::storage).orElse(""),
                state(claimName, claim, dataVolume, status),
                order == null ? 0 : order);
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
        Optional<String> problem = status.map(found -> text(found.message())).filter(message -> !message.isEmpty());
        return problem.or(() -> claim.map(found ->
                        found.getStatus() == null ? "" : text(found.getStatus().getPhase())))
                .orElse("");
    }
}
