package dev.slipway.operator.snapshot;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Why a machine cannot be held for a snapshot yet, in the words of KubeVirt v1.9.0, {@code pkg/storage/snapshot/source.go}. */
final class SourceObstacle {
    private static final String NOT_LOCKED = "Source not locked";

    private SourceObstacle() {}

    /**
     * Looks at a machine.
     *
     * @param snapshot name of the snapshot that is to be taken
     * @param online whether the machine has an instance
     */
    static Optional<String> of(Caches caches, VirtualMachine machine, String snapshot, boolean online) {
        if (machine.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("Source is being deleted");
        }
        String namespace = machine.getMetadata().getNamespace();
        SortedSet<String> claims = claims(caches, machine);
        Optional<String> unready = claims.stream()
                .flatMap(name -> unready(caches, new ObjectKey(namespace, name)).stream())
                .findFirst()
                .map(why -> NOT_LOCKED + " source " + ObjectKey.of(machine) + " " + why);
        if (unready.isPresent()) {
            return unready;
        }
        long users = online ? 0 : users(caches, namespace, claims);
        if (users > 0) {
            return Optional.of("%s source is offline but %d pods using PVCs [%s]"
                    .formatted(NOT_LOCKED, users, String.join(" ", claims)));
        }
        return Optional.ofNullable(machine.getStatus())
                .map(status -> status.snapshotInProgress())
                .filter(other -> !other.equals(snapshot))
                .map(other -> "%s snapshot \"%s\" in progress".formatted(NOT_LOCKED, other));
    }

    private static SortedSet<String> claims(Caches caches, VirtualMachine machine) {
        SortedSet<String> names = new TreeSet<>();
        SnapshotScope.volumesOf(caches, machine)
                .filter(volume -> volume.ephemeral() == null)
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .forEach(used -> names.add(used.name()));
        return names;
    }

    private static Optional<String> unready(Caches caches, ObjectKey key) {
        Optional<PersistentVolumeClaim> claim = Caches.find(caches.claims(), key);
        if (claim.isEmpty()) {
            return Optional.of("volume doesnt exist: " + key.name());
        }
        if (claim.get().getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("volume is being deleted: " + key.name());
        }
        if (!UsedClaim.isBound(claim.get())) {
            return Optional.of("volume not bound: " + key.name());
        }
        return isPopulated(caches, claim.get()) ? Optional.empty() : Optional.of("volume not populated: " + key.name());
    }

    private static boolean isPopulated(Caches caches, PersistentVolumeClaim claim) {
        Optional<DataVolume> filler = Caches.controller(claim)
                .filter(owner -> "DataVolume".equals(owner.getKind()))
                .flatMap(owner -> Caches.find(
                        caches.dataVolumes(), new ObjectKey(claim.getMetadata().getNamespace(), owner.getName())));
        return filler.isEmpty()
                || DataVolumeState.of(filler.get()) == DataVolumeState.FILLED
                || filler.get()
                        .getMetadata()
                        .getName()
                        .equals(Copies.annotations(claim).get(DataVolumeNames.POPULATED_FOR));
    }

    private static long users(Caches caches, String namespace, SortedSet<String> claims) {
        return claims.stream()
                .flatMap(name -> caches.podsUsing(new ObjectKey(namespace, name)).stream())
                .filter(pod -> !hasEnded(pod))
                .map(pod -> pod.getMetadata().getUid())
                .distinct()
                .count();
    }

    private static boolean hasEnded(Pod pod) {
        return List.of("Succeeded", "Failed").contains(PodState.of(pod).phase());
    }
}
