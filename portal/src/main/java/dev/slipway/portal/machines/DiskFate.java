package dev.slipway.portal.machines;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A disk of a machine that is to be deleted.
 *
 * @param volume name of the volume in the machine
 * @param claim name of the claim, and of the DataVolume if there is one
 * @param bytes size
 * @param owned whether the disk goes with the machine unless it is taken out of its hands
 * @param dataVolume whether there is a DataVolume
 * @param others other machines that use it
 */
public record DiskFate(
        String volume, String claim, long bytes, boolean owned, boolean dataVolume, List<String> others) {
    /** Returns whether the disk may be deleted: nobody else uses it. */
    public boolean deletable() {
        return others.isEmpty();
    }

    /** Returns whether deleting is what most will want: the disk was made with the machine. */
    public boolean deletedByDefault() {
        return owned && deletable();
    }

    /** Lists the disks of a machine. */
    static List<DiskFate> of(MachineFacts facts, Function<ObjectKey, Set<ObjectKey>> users) {
        List<DiskFate> fates = new ArrayList<>();
        String namespace = facts.key().namespace();
        for (Volume volume : facts.volumes()) {
            MachineFacts.claimName(volume).ifPresent(claim -> {
                Optional<DataVolume> dataVolume = facts.dataVolumes().stream()
                        .filter(found -> found.getMetadata().getName().equals(claim))
                        .findFirst();
                Optional<PersistentVolumeClaim> pvc = facts.claims().stream()
                        .filter(found -> found.getMetadata().getName().equals(claim))
                        .findFirst();
                List<String> others = users.apply(new ObjectKey(namespace, claim)).stream()
                        .filter(other -> !other.equals(facts.key()))
                        .map(ObjectKey::name)
                        .sorted()
                        .toList();
                boolean disc = facts
                        .domain()
                        .map(domain -> domain.devices())
                        .map(devices -> MachineFacts.list(devices.disks()))
                        .orElse(List.of())
                        .stream()
                        .anyMatch(disk -> disk.cdrom() != null
                                && MachineFacts.text(volume.name()).equals(disk.name()));
                boolean owned = dataVolume
                        .map(found -> found.getMetadata().getOwnerReferences().stream()
                                .anyMatch(owner -> owner.getUid()
                                        .equals(facts.vm().getMetadata().getUid())))
                        .orElse(false);
                // a disc lies in a drive, but is not the machine's: it may be an image
                if (owned || !disc) {
                    fates.add(new DiskFate(
                            MachineFacts.text(volume.name()),
                            claim,
                            pvc.map(MachineRow::size).orElse(0L),
                            owned,
                            dataVolume.isPresent(),
                            others));
                }
            });
        }
        return List.copyOf(fates);
    }
}
