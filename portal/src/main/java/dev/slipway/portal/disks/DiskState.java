package dev.slipway.portal.disks;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.portal.layout.Status;
import dev.slipway.portal.machines.MachineFacts;
import dev.slipway.portal.machines.MachineState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The state of a disk.
 *
 * @param word the state
 * @param reason cause or what is waited for; may be empty
 * @param progress part done, from 0 to 1, if it is known
 */
record DiskState(DiskWord word, String reason, OptionalDouble progress) implements Status {
    /** Decides the state of a disk, of which the claim, the DataVolume that fills it, or both exist. */
    static DiskState of(Optional<PersistentVolumeClaim> claim, Optional<DataVolume> volume) {
        boolean leaving = Stream.concat(claim.stream(), volume.stream())
                .map(HasMetadata.class::cast)
                .anyMatch(object -> object.getMetadata().getDeletionTimestamp() != null);
        if (leaving) {
            return plain(DiskWord.DELETING, "");
        }
        String phase = volume.map(DataVolume::getStatus)
                .map(status -> MachineFacts.text(status.phase()))
                .orElse(claim.isPresent() ? "Succeeded" : "");
        return switch (phase) {
            case "Succeeded" -> filled(claim);
            case "Failed" -> plain(DiskWord.FAILED, "it could not be filled");
            case "ImportInProgress", "CloneInProgress", "CSICloneInProgress" ->
                new DiskState(
                        DiskWord.FILLING,
                        "",
                        volume.map(DataVolume::getStatus)
                                .map(status -> MachineState.percent(MachineFacts.text(status.progress())))
                                .orElse(OptionalDouble.empty()));
            case "WaitForFirstConsumer", "PendingPopulation" ->
                plain(DiskWord.WAITING, "for the first machine that uses it");
            case "CloneFromSnapshotSourceInProgress", "PrepClaimInProgress" ->
                plain(DiskWord.FILLING, "from a snapshot");
            case "UploadReady", "UploadScheduled" -> plain(DiskWord.WAITING, "for its file");
            default -> plain(DiskWord.WAITING, "for its volume");
        };
    }

    /** Returns the words beside the icon. */
    public String words() {
        return word.word();
    }

    private static DiskState filled(Optional<PersistentVolumeClaim> claim) {
        String phase = claim.map(PersistentVolumeClaim::getStatus)
                .map(status -> MachineFacts.text(status.getPhase()))
                .orElse("");
        return switch (phase) {
            case "Bound" -> plain(DiskWord.READY, "");
            case "Lost" -> plain(DiskWord.LOST, "its volume was deleted");
            default ->
                claim.isPresent()
                        ? plain(DiskWord.WAITING, "for its volume")
                        : plain(DiskWord.LOST, "the claim with its data was deleted");
        };
    }

    private static DiskState plain(DiskWord word, String reason) {
        return new DiskState(word, reason, OptionalDouble.empty());
    }
}
