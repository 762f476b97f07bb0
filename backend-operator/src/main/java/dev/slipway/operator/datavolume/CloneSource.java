package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/**
 * The claim that is cloned, as it is now.
 *
 * @param key its namespace and name
 * @param claim the claim, if it exists
 * @param filler the DataVolume that fills it, if one does
 * @param users Pods that may write to it
 * @param server the Pod that serves it to another namespace, if it was made
 */
record CloneSource(
        ObjectKey key,
        Optional<PersistentVolumeClaim> claim,
        Optional<DataVolume> filler,
        List<Pod> users,
        Optional<Pod> server) {

    static CloneSource read(Caches caches, DataVolume clone, ObjectKey key) {
        return new CloneSource(
                key,
                Caches.find(caches.claims(), key),
                Caches.find(caches.dataVolumes(), key),
                caches.podsUsing(key).stream()
                        .filter(pod -> mayWrite(pod, key.name()))
                        .toList(),
                Caches.find(caches.pods(), new ObjectKey(key.namespace(), DataVolumeNames.sourcePod(clone))));
    }

    /** Returns the same claim to be mounted, not fetched from a Pod. */
    CloneSource unserved() {
        return new CloneSource(key, claim, filler, users, Optional.empty());
    }

    /** Returns why it cannot be cloned now, for a time or for ever; nothing if it can. */
    Optional<DataVolumeProblem> blocked() {
        if (claim.isEmpty()) {
            return Optional.of(new CloneProblem.CloneWithoutSource(key));
        }
        if (filler.isPresent() && DataVolumeState.of(filler.get()) != DataVolumeState.FILLED) {
            boolean failed = DataVolumeState.of(filler.get()) == DataVolumeState.FAILED;
            return Optional.of(new CloneProblem.CloneSourceNotFilled(
                    key, failed ? Optional.of(DataVolumeState.why(filler.get())) : Optional.empty()));
        }
        return users.stream()
                .findFirst()
                .map(pod ->
                        new CloneProblem.CloneSourceInUse(key, pod.getMetadata().getName()));
    }

    private static boolean mayWrite(Pod pod, String claim) {
        return !PodState.of(pod).isOver()
                && pod.getSpec().getVolumes().stream()
                        .map(volume -> volume.getPersistentVolumeClaim())
                        .anyMatch(used -> used != null && writes(used, claim));
    }

    private static boolean writes(PersistentVolumeClaimVolumeSource used, String claim) {
        return claim.equals(used.getClaimName()) && !Boolean.TRUE.equals(used.getReadOnly());
    }
}
