package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.cdi.DataVolumeStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one look at a DataVolume knows, or at a claim that asks to be filled without one; read once.
 *
 * @param volume the DataVolume, with what its storage leaves open filled in; or what stands for the claim
 * @param claim the claim of its name, whoever it belongs to
 * @param storageClass class of the claim
 * @param pod the Pod that fills it, or filled it
 * @param consumer the instance that waits for it
 * @param origin where its content comes from
 * @param source the claim that is cloned, if it is a clone; of a snapshot that is copied the claim that is restored from it
 * @param restoring the snapshot that its content comes from, if it does
 * @param user a Pod that has the claim among its volumes, if it is not for filling it
 * @param overhead what file systems need for themselves
 * @param now time of the look
 */
record DataVolumeScope(
        DataVolume volume,
        Optional<PersistentVolumeClaim> claim,
        Optional<StorageClass> storageClass,
        Optional<Pod> pod,
        Optional<VirtualMachineInstance> consumer,
        Origin origin,
        Optional<CloneSource> source,
        Optional<Restoring> restoring,
        Optional<Pod> user,
        FileSystemOverhead overhead,
        Instant now) {

    static Optional<DataVolumeScope> read(
            Caches caches, TakenSnapshots snapshots, ObjectKey key, FileSystemOverhead overhead, Instant now) {
        Optional<DataVolume> asked = Caches.find(caches.dataVolumes(), key)
                .or(() -> Caches.find(caches.claims(), key).flatMap(AnnotatedClaim::asVolume));
        return asked.map(volume -> {
            Optional<PersistentVolumeClaim> claim =
                    Caches.find(caches.claims(), new ObjectKey(key.namespace(), DataVolumeNames.claim(volume)));
            Origin origin = Origin.of(volume, claim, source -> Caches.find(caches.dataSources(), source));
            Optional<Restoring> restoring = origin instanceof Origin.Known(Filling.Restore restore) && !isOver(volume)
                    ? Optional.of(Restoring.read(caches, snapshots, restore.snapshot(), volume, claim))
                    : Optional.empty();
            Optional<ObjectKey> cloned = origin instanceof Origin.Known(Filling.Clone clone)
                    ? Optional.of(clone.source())
                    : restoring.map(
                            from -> new ObjectKey(from.key().namespace(), DataVolumeNames.restoredSource(volume)));
            Optional<CloneSource> source = cloned.map(from -> CloneSource.read(caches, volume, from));
            DataVolume complete = ClaimWishes.complete(
                    volume, claim, pattern(source, restoring), ClaimWishes.profile(caches, volume));
            return new DataVolumeScope(
                    complete,
                    claim,
                    claim.flatMap(found -> Optional.ofNullable(found.getSpec().getStorageClassName()))
                            .flatMap(name -> Caches.find(caches.storageClasses(), new ObjectKey("", name))),
                    caches.podsOf(volume.getMetadata().getUid()).stream().findFirst(),
                    Optional.ofNullable(Copies.annotations(volume).get(DataVolumeNames.CONSUMER))
                            .flatMap(name -> Caches.find(caches.instances(), new ObjectKey(key.namespace(), name))),
                    origin,
                    source,
                    restoring,
                    user(caches, key, volume),
                    overhead,
                    now);
        });
    }

    /** What is over asks the storage for nothing any more. */
    private static boolean isOver(DataVolume volume) {
        return Optional.ofNullable(volume.getStatus())
                .map(DataVolumeStatus::phase)
                .filter(phase -> DataVolumeDecision.SUCCEEDED.equals(phase) || DataVolumeDecision.FAILED.equals(phase))
                .isPresent();
    }

    private static Optional<PersistentVolumeClaim> pattern(
            Optional<CloneSource> source, Optional<Restoring> restoring) {
        return restoring.isPresent() ? restoring.flatMap(Restoring::asClaim) : source.flatMap(CloneSource::claim);
    }

    /** Returns the claim that is cloned, or that a snapshot is as good as: what is left open is taken from there. */
    Optional<PersistentVolumeClaim> pattern() {
        return pattern(source, restoring);
    }

    /** Returns what is cloned: a claim, or a snapshot. */
    Optional<ObjectKey> cloned() {
        return filling().flatMap(filling -> switch (filling) {
            case Filling.Clone clone -> Optional.of(clone.source());
            case Filling.Restore restore -> Optional.of(restore.snapshot());
            case Filling.Blank _, Filling.Http _, Filling.Registry _, Filling.Bucket _, Filling.Upload _ ->
                Optional.empty();
        });
    }

    /** Returns how large the disk and its claim are to be, if that is known. */
    Optional<DiskSize> size() {
        return DiskSize.of(volume, pattern(), overhead);
    }

    /** Returns why a snapshot is copied, and not restored by its storage; nothing if it is restored, or there is none. */
    Optional<String> whyCopied() {
        return restoring.flatMap(from -> from.whyCopied(volume, claim, size()));
    }

    /** Returns whether the storage itself fills the claim. */
    boolean isRestored() {
        return restoring.isPresent() && whyCopied().isEmpty();
    }

    private static Optional<Pod> user(Caches caches, ObjectKey claim, DataVolume volume) {
        return caches.podsUsing(claim).stream()
                .filter(pod -> !PodState.of(pod).isOver())
                .filter(pod -> Caches.controller(pod)
                        .filter(owner -> volume.getMetadata().getUid().equals(owner.getUid()))
                        .isEmpty())
                .findFirst();
    }

    /** Returns whether the claim asks to be filled itself, by annotations, and there is no DataVolume. */
    boolean isAnnotatedClaim() {
        return claim.filter(found -> AnnotatedClaim.standsFor(volume, found)).isPresent();
    }

    /** Returns what this is about, which owns what is made for it: the DataVolume, or the claim that has none. */
    HasMetadata subject() {
        return isAnnotatedClaim() ? claim.orElseThrow() : volume;
    }

    /** Returns what will be seen when this claim has been made. */
    DataVolumeScope having(PersistentVolumeClaim made) {
        return new DataVolumeScope(
                volume, Optional.of(made), storageClass, pod, consumer, origin, source, restoring, user, overhead, now);
    }

    /** Returns whether a client sends the content. */
    boolean isUpload() {
        return filling().filter(Filling.Upload.class::isInstance).isPresent();
    }

    /** Returns where the content comes from, if that is known. */
    Optional<Filling> filling() {
        return origin instanceof Origin.Known known ? Optional.of(known.filling()) : Optional.empty();
    }

    /** Returns whether it has objects in another namespace, which have to go before it does. */
    boolean hasFinalizer() {
        return volume.getMetadata().getFinalizers().contains(DataVolumeNames.FINALIZER);
    }

    /** Returns whether it is cloned from another namespace. */
    boolean isFromAfar() {
        return source.filter(from ->
                        !from.key().namespace().equals(volume.getMetadata().getNamespace()))
                .isPresent();
    }

    /** Returns whether its writer was allowed to clone from where its disk is; within its own namespace everybody is. */
    boolean mayClone() {
        List<String> allowed = List.of(Copies.annotations(volume)
                .getOrDefault(SlipwayNames.CLONE_SOURCES, "")
                .split(","));
        return !isFromAfar()
                || allowed.contains(source.map(CloneSource::key).orElseThrow().namespace());
    }

    DataVolumeStatus status() {
        return Optional.ofNullable(volume.getStatus())
                .orElseGet(() -> DataVolumeStatusBuilder.builder().build());
    }

    String phase() {
        return Optional.ofNullable(status().phase()).orElse("");
    }

    /** Returns the reason that the condition Running has given last. */
    String runningReason() {
        return Optional.ofNullable(status().conditions()).orElse(List.of()).stream()
                .filter(condition -> "Running".equals(condition.type()))
                .map(DataVolumeCondition::reason)
                .filter(reason -> reason != null)
                .findFirst()
                .orElse("");
    }

    int restarts() {
        return Optional.ofNullable(status().restartCount()).orElse(0);
    }

    boolean ownsClaim() {
        return isAnnotatedClaim()
                || claim.filter(found -> Caches.controller(found)
                                .filter(owner -> volume.getMetadata().getUid().equals(owner.getUid()))
                                .isPresent())
                        .isPresent();
    }

    /** Returns whether the claim belongs to nobody, and was filled before this DataVolume was there: for it, or it may adopt it. */
    boolean isClaimFilled() {
        return claim.filter(found -> Caches.controller(found).isEmpty()
                        && found.getMetadata().getDeletionTimestamp() == null
                        && isComplete(found))
                .isPresent();
    }

    /** Returns whether the claim is its own and was filled before it was there. */
    boolean ownsFilledClaim() {
        return ownsClaim() && claim.filter(this::isComplete).isPresent();
    }

    /** Source: CDI v1.66, {@code common/util.go}, {@code pvcIsPopulatedForDataVolume} and {@code AllowClaimAdoption}. */
    private boolean isComplete(PersistentVolumeClaim found) {
        Map<String, String> notes = Copies.annotations(found);
        boolean adopted = "true".equals(Copies.annotations(volume).get(DataVolumeNames.ALLOW_ADOPTION))
                && !volume.getMetadata().getUid().equals(notes.get(DataVolumeNames.CREATED_FOR));
        boolean filledForIt = volume.getMetadata().getName().equals(notes.get(DataVolumeNames.POPULATED_FOR));
        // A claim cannot be adopted by itself.
        return !isAnnotatedClaim() && (adopted || filledForIt);
    }

    /** Returns the Pod if it fills another claim than the one that there is, an earlier one of the same name. */
    Optional<Pod> strayPod() {
        String uid = claim.map(found -> found.getMetadata().getUid()).orElse("");
        return pod.filter(found -> !uid.equals(Copies.labels(found).getOrDefault(DataVolumeNames.CLAIM, uid)));
    }

    /** Returns whether its claim is being deleted. */
    boolean isOwnClaimDeleted() {
        return ownsClaim()
                && claim.filter(found -> found.getMetadata().getDeletionTimestamp() != null)
                        .isPresent();
    }

    /** Returns whether the claim belongs to an earlier DataVolume of this name, or is being deleted: it goes by itself. */
    boolean isClaimGoing() {
        return claim.filter(found -> found.getMetadata().getDeletionTimestamp() != null
                        || Caches.controller(found)
                                .filter(owner -> "DataVolume".equals(owner.getKind())
                                        && volume.getMetadata().getName().equals(owner.getName()))
                                .isPresent())
                .isPresent();
    }

    /** Returns the name of the claim's class if there is none of this name, so that nothing provides a volume. */
    Optional<String> missingClass() {
        // Of a claim that was made just now nobody has looked for the class.
        return claim.filter(found -> found.getMetadata().getUid() != null)
                .map(found -> found.getSpec().getStorageClassName())
                .filter(name -> !name.isEmpty() && storageClass.isEmpty() && !isBound());
    }

    boolean isBound() {
        return claim.filter(UsedClaim::isBound).isPresent();
    }

    /** Returns whether the claim gets its volume only when a Pod uses it, and nobody has asked for that yet. */
    boolean waitsForConsumer() {
        return !isBound()
                && storageClass
                        .filter(found -> "WaitForFirstConsumer".equals(found.getVolumeBindingMode()))
                        .isPresent()
                && !Copies.annotations(volume).containsKey(DataVolumeNames.BIND_IMMEDIATELY)
                && !Copies.annotations(volume).containsKey(DataVolumeNames.CONSUMER);
    }

    /** Returns whether a Pod may be made: the volume is there, or comes when a Pod uses it. */
    boolean mayStart() {
        return isBound()
                || storageClass
                        .filter(found -> "WaitForFirstConsumer".equals(found.getVolumeBindingMode()))
                        .isPresent();
    }
}
