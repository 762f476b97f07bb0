package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What is to be done about a DataVolume now. */
sealed interface DataVolumeDecision {
    /** Nothing: it is filled, or something else has to happen first. */
    record Rest() implements DataVolumeDecision {}

    /** Note on it how it is filled, as CDI does, before anything is made. */
    record Mark(Map<String, String> annotations) implements DataVolumeDecision {}

    /** Make its claim; of a snapshot one that its storage fills, or that is filled later. */
    record MakeClaim(PersistentVolumeClaim claim) implements DataVolumeDecision {}

    /** Take its claim over, which was filled for it, e.g. from a snapshot. */
    record TakeOver(PersistentVolumeClaim claim) implements DataVolumeDecision {}

    /** It has all that it needs. */
    record Filled() implements DataVolumeDecision {}

    /** Make the Pod that fills it. */
    record MakePod(Filling filling, DiskSize size) implements DataVolumeDecision {}

    /** Promise to take away what is made in other namespaces. */
    record AddFinalizer() implements DataVolumeDecision {}

    /** Make the Pod that serves the claim of another namespace. */
    record MakeSourcePod(CloneSource source) implements DataVolumeDecision {}

    /** Make the claim beside the snapshot whose content is copied then. */
    record MakeSourceClaim(PersistentVolumeClaim claim) implements DataVolumeDecision {}

    /** Ask for the whole size of a claim that its storage has restored. */
    record GrowClaim(PersistentVolumeClaim claim, long bytes) implements DataVolumeDecision {}

    /** Take away what was made in another namespace. */
    record CleanUp() implements DataVolumeDecision {}

    /** Wait until something else changes, or look again after a while. */
    record Hold(DataVolumeProblem problem) implements DataVolumeDecision {}

    /** Remove the Pod, whose work is done. */
    record RemovePod(Pod pod) implements DataVolumeDecision {}

    /** Remove the Pod, whose work failed, to make another. */
    record TryAgain(Pod pod) implements DataVolumeDecision {}

    /** Wait before the next try. */
    record Wait(Duration left, DataVolumeProblem problem) implements DataVolumeDecision {}

    /** The claim is being deleted: remove the Pod that holds it, to make another claim. */
    record LetGo(Optional<Pod> pod, DataVolumeProblem problem) implements DataVolumeDecision {}

    /** It cannot be filled. */
    record Fail(DataVolumeProblem problem) implements DataVolumeDecision {}

    String SUCCEEDED = "Succeeded";
    String FAILED = "Failed";

    /** Decides; the first rule that fits wins. */
    static DataVolumeDecision of(DataVolumeScope scope, ImporterSettings settings) {
        boolean over = SUCCEEDED.equals(scope.phase()) || FAILED.equals(scope.phase());
        boolean going = scope.volume().getMetadata().getDeletionTimestamp() != null;
        if ((over || going) && scope.hasFinalizer()) {
            return new CleanUp();
        }
        if (going || FAILED.equals(scope.phase())) {
            return new Rest();
        }
        if (scope.isClaimFilled()) {
            return new TakeOver(scope.claim().orElseThrow());
        }
        if (SUCCEEDED.equals(scope.phase())) {
            return done(scope);
        }
        if (scope.ownsFilledClaim()) {
            return new Filled();
        }
        return switch (scope.origin()) {
            case Origin.Unknown unknown ->
                unknown.problem().isPassing() ? new Hold(unknown.problem()) : new Fail(unknown.problem());
            case Origin.Known known -> filling(scope, known.filling(), settings);
        };
    }

    private static DataVolumeDecision filling(DataVolumeScope scope, Filling filling, ImporterSettings settings) {
        Optional<DiskSize> size = scope.size();
        Optional<DataVolumeProblem> unusable = unusable(scope, size);
        if (unusable.isPresent()) {
            return new Fail(unusable.get());
        }
        Optional<Pod> stray = scope.strayPod();
        if (stray.isPresent() || scope.isOwnClaimDeleted()) {
            return new LetGo(
                    stray.or(scope::pod).filter(pod -> pod.getMetadata().getDeletionTimestamp() == null),
                    new ClaimProblem.ClaimGoing(DataVolumeNames.claim(scope.volume())));
        }
        if (scope.claim().isEmpty()) {
            Optional<DataVolumeProblem> missing = sourceMissing(scope);
            if (missing.isPresent()) {
                return new Hold(missing.get());
            }
            return marks(scope, filling)
                    .<DataVolumeDecision>map(Mark::new)
                    .orElseGet(() -> new MakeClaim(claim(scope, filling, size.orElseThrow(), settings)));
        }
        if (!scope.ownsClaim()) {
            return new Rest();
        }
        if (scope.pod().isPresent()) {
            return filled(scope, scope.pod().get(), settings);
        }
        if (scope.restoring().isPresent()) {
            return restoring(scope, scope.restoring().get(), size, settings);
        }
        Optional<DataVolumeProblem> blocked = scope.source().flatMap(CloneSource::blocked);
        if (blocked.isPresent()) {
            return new Hold(blocked.get());
        }
        if (scope.isAnnotatedClaim() && scope.user().isPresent()) {
            return new Hold(new ClaimProblem.ClaimInUse(
                    DataVolumeNames.claim(scope.volume()),
                    scope.user().get().getMetadata().getName()));
        }
        if (!isReady(scope)) {
            return new Rest();
        }
        return scope.isFromAfar()
                ? served(scope, new MakePod(filling, size.orElseThrow()), settings)
                : new MakePod(filling, size.orElseThrow());
    }

    private static boolean isReady(DataVolumeScope scope) {
        return !scope.waitsForConsumer()
                && scope.mayStart()
                && scope.claim().orElseThrow().getMetadata().getDeletionTimestamp() == null;
    }

    /** A clone begins when there is something to clone. */
    private static Optional<DataVolumeProblem> sourceMissing(DataVolumeScope scope) {
        if (scope.restoring().isEmpty()) {
            return scope.source()
                    .filter(source -> source.claim().isEmpty())
                    .map(source -> new CloneProblem.CloneWithoutSource(source.key()));
        }
        Restoring from = scope.restoring().get();
        return from.notReady()
                .or(() -> scope.isRestored() || from.own().isPresent()
                        ? Optional.empty()
                        : Optional.of(new CloneProblem.SnapshotUnusable(from.key())));
    }

    private static PersistentVolumeClaim claim(
            DataVolumeScope scope, Filling filling, DiskSize size, ImporterSettings settings) {
        boolean preallocated = settings.preallocates(scope.volume().getSpec());
        return scope.restoring()
                .map(from -> FilledClaim.ofSnapshot(scope.volume(), from, size, preallocated, scope.whyCopied()))
                .orElseGet(() -> FilledClaim.of(scope.volume(), filling, size, preallocated));
    }

    private static DataVolumeDecision restoring(
            DataVolumeScope scope, Restoring from, Optional<DiskSize> size, ImporterSettings settings) {
        if (!isReady(scope)) {
            return new Rest();
        }
        if (scope.isRestored()) {
            return restored(scope, from, size);
        }
        CloneSource copied = scope.source().orElseThrow();
        if (copied.claim().isPresent() && from.isBinding(copied.claim().get())) {
            return new Rest();
        }
        Optional<DataVolumeProblem> problem = copied.claim().isPresent() ? copied.blocked() : sourceMissing(scope);
        if (problem.isPresent()) {
            return new Hold(problem.get());
        }
        if (!scope.hasFinalizer()) {
            return new AddFinalizer();
        }
        if (copied.claim().isEmpty()) {
            return new MakeSourceClaim(FilledClaim.restoredSource(scope.volume(), from, size.orElseThrow()));
        }
        MakePod copy = new MakePod(new Filling.Clone(copied.key()), size.orElseThrow());
        return scope.isFromAfar() ? served(scope, copy, settings) : copy;
    }

    /** Source: CDI v1.66, {@code clone/prep-claim.go}: it is restored as large as the snapshot, and grows then. */
    private static DataVolumeDecision restored(DataVolumeScope scope, Restoring from, Optional<DiskSize> size) {
        PersistentVolumeClaim claim = scope.claim().orElseThrow();
        if (size.isEmpty()) {
            // The snapshot, of whose size it is, has gone meanwhile.
            return scope.isBound() ? new Filled() : new Hold(new CloneProblem.SnapshotMissing(from.key()));
        }
        long wanted = from.wanted(size.get());
        boolean asked = UsedClaim.requested(claim) >= wanted;
        if (scope.isBound() && !asked) {
            return new GrowClaim(claim, wanted);
        }
        // A volume that waits for its first consumer gets one, and a file system grows when it is mounted.
        boolean mounted =
                !scope.isBound() || UsedClaim.capacity(claim) < wanted || from.growsDisk(size.get(), scope.overhead());
        return mounted ? new MakePod(new Filling.Restore(from.key()), size.get()) : new Filled();
    }

    private static Optional<Map<String, String>> marks(DataVolumeScope scope, Filling filling) {
        // Claims are filled in place, never by a populator's second claim.
        boolean cloned = filling instanceof Filling.Clone || filling instanceof Filling.Restore;
        Map<String, String> marks = cloned
                ? Map.of(
                        DataVolumeNames.USE_POPULATOR,
                        "false",
                        DataVolumeNames.CLONE_TYPE,
                        scope.isRestored() ? "snapshot" : "copy")
                : Map.of(DataVolumeNames.USE_POPULATOR, "false");
        boolean there = Copies.annotations(scope.volume()).entrySet().containsAll(marks.entrySet());
        return there ? Optional.empty() : Optional.of(marks);
    }

    /** A claim of another namespace needs a Pod there, which serves it. */
    private static DataVolumeDecision served(DataVolumeScope scope, MakePod next, ImporterSettings settings) {
        CloneSource source = scope.source().orElseThrow();
        if (!scope.hasFinalizer()) {
            return new AddFinalizer();
        }
        if (source.server().isEmpty()) {
            return new MakeSourcePod(source);
        }
        Pod server = source.server().get();
        if (ImporterEnd.of(server, scope.now()).isPresent()) {
            return filled(scope, server, settings);
        }
        return PodState.of(server).isReady()
                ? next
                : new Hold(new CloneProblem.CloneSourceStarting(
                        ObjectKey.of(server), PodState.of(server).whyNotRunning(ImporterPod.CONTAINER)));
    }

    private static DataVolumeDecision done(DataVolumeScope scope) {
        boolean retained =
                Boolean.parseBoolean(Copies.annotations(scope.volume()).get(DataVolumeNames.RETAIN_POD));
        return scope.pod()
                .filter(pod -> !retained && pod.getMetadata().getDeletionTimestamp() == null)
                .<DataVolumeDecision>map(RemovePod::new)
                .orElseGet(Rest::new);
    }

    private static Optional<DataVolumeProblem> unusable(DataVolumeScope scope, Optional<DiskSize> size) {
        DataVolumeSpec spec = scope.volume().getSpec();
        Optional<DataVolumeProblem> content = content(scope, size);
        if (content.isPresent()) {
            return content;
        }
        Optional<DataVolumeProblem> unreadable = scope.filling()
                .flatMap(filling -> filling instanceof Filling.Registry image ? image.problem() : Optional.empty());
        if (unreadable.isPresent()) {
            return unreadable;
        }
        // The size of a clone is known when its source is.
        boolean later = scope.cloned().isPresent() && scope.pattern().isEmpty();
        if (size.isEmpty() && !later) {
            return Optional.of(new ClaimProblem.SizeMissing(
                    (spec.pvc() != null ? "spec.pvc" : "spec.storage") + ".resources.requests.storage"));
        }
        if (scope.claim().isPresent() && !scope.ownsClaim() && !scope.isClaimGoing()) {
            return Optional.of(new ClaimProblem.ClaimForeign(
                    scope.claim().get().getMetadata().getName()));
        }
        if (!scope.mayClone()) {
            return Optional.of(new CloneProblem.CloneNotAllowed(scope.cloned().orElseThrow()));
        }
        return scope.claim().isPresent() && scope.restoring().isPresent() ? Optional.empty() : tooSmall(scope, size);
    }

    /** Archives are unpacked into file systems, and come from where a file comes from. */
    private static Optional<DataVolumeProblem> content(DataVolumeScope scope, Optional<DiskSize> size) {
        ContentType type = ContentType.of(scope.volume());
        if (type == ContentType.DISK) {
            return Optional.empty();
        }
        boolean unpacked = type == ContentType.ARCHIVE
                && scope.filling()
                        .filter(filling -> filling instanceof Filling.Http || filling instanceof Filling.Upload)
                        .isPresent();
        if (!unpacked) {
            return Optional.of(new DataVolumeProblem.ContentUnsupported(
                    scope.volume().getSpec().contentType() + ""));
        }
        return size.filter(DiskSize::block).map(_ -> new ClaimProblem.ArchiveInBlock());
    }

    private static Optional<DataVolumeProblem> tooSmall(DataVolumeScope scope, Optional<DiskSize> size) {
        Optional<DiskSize> disk = scope.pattern().flatMap(claim -> DiskSize.inClaim(claim, scope.overhead()));
        if (size.isEmpty() || disk.isEmpty() || size.get().disk() >= disk.get().disk()) {
            return Optional.empty();
        }
        ObjectKey from = scope.cloned().orElseThrow();
        return Optional.of(
                scope.restoring().isPresent()
                        ? new CloneProblem.SnapshotTooLarge(
                                from, disk.get().disk(), size.get().disk())
                        : new CloneProblem.CloneTooSmall(
                                from, disk.get().disk(), size.get().disk()));
    }

    private static DataVolumeDecision filled(DataVolumeScope scope, Pod pod, ImporterSettings settings) {
        Optional<ImporterEnd> end = ImporterEnd.of(pod, scope.now());
        if (pod.getMetadata().getDeletionTimestamp() != null
                || end.isEmpty()
                || end.get().problem().isEmpty()) {
            return new Rest();
        }
        DataVolumeProblem.ImportFailed problem = end.get().problem().get();
        if (!problem.isPassing()) {
            return new Fail(problem);
        }
        int tries = scope.restarts() + 1;
        // A Pod that waits for an upload has not failed at anything when it is killed, and its client may come late.
        if (tries >= settings.mostTries() && !scope.isUpload()) {
            return new Fail(new DataVolumeProblem.TriedTooOften(problem.reason(), tries, problem.message()));
        }
        Instant due = end.get().at().plus(settings.delay(tries));
        return scope.now().isBefore(due) ? new Wait(Duration.between(scope.now(), due), problem) : new TryAgain(pod);
    }
}
