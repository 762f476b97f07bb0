package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.PodState;
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

    /** Make its claim. */
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
        Optional<PersistentVolumeClaim> cloned = scope.source().flatMap(CloneSource::claim);
        Optional<DiskSize> size = DiskSize.of(scope.volume(), cloned, settings.overhead());
        Optional<DataVolumeProblem> unusable = unusable(scope, size, settings);
        if (unusable.isPresent()) {
            return new Fail(unusable.get());
        }
        Optional<Pod> stray = scope.strayPod();
        if (stray.isPresent() || scope.isOwnClaimDeleted()) {
            return new LetGo(
                    stray.or(scope::pod).filter(pod -> pod.getMetadata().getDeletionTimestamp() == null),
                    new DataVolumeProblem.ClaimGoing(DataVolumeNames.claim(scope.volume())));
        }
        if (scope.claim().isEmpty()) {
            boolean sourceMissing = scope.source().isPresent() && cloned.isEmpty();
            if (sourceMissing) {
                return new Hold(new DataVolumeProblem.CloneWithoutSource(
                        scope.source().get().key()));
            }
            return marks(scope, filling)
                    .<DataVolumeDecision>map(Mark::new)
                    .orElseGet(() -> new MakeClaim(FilledClaim.of(
                            scope.volume(),
                            filling,
                            size.orElseThrow(),
                            settings.preallocates(scope.volume().getSpec()))));
        }
        if (!scope.ownsClaim()) {
            return new Rest();
        }
        if (scope.pod().isPresent()) {
            return filled(scope, scope.pod().get(), settings);
        }
        Optional<DataVolumeProblem> blocked = scope.source().flatMap(CloneSource::blocked);
        if (blocked.isPresent()) {
            return new Hold(blocked.get());
        }
        if (scope.isAnnotatedClaim() && scope.user().isPresent()) {
            return new Hold(new DataVolumeProblem.ClaimInUse(
                    DataVolumeNames.claim(scope.volume()),
                    scope.user().get().getMetadata().getName()));
        }
        boolean ready = !scope.waitsForConsumer()
                && scope.mayStart()
                && scope.claim().get().getMetadata().getDeletionTimestamp() == null;
        if (!ready) {
            return new Rest();
        }
        return scope.isFromAfar()
                ? served(scope, new MakePod(filling, size.orElseThrow()), settings)
                : new MakePod(filling, size.orElseThrow());
    }

    private static Optional<Map<String, String>> marks(DataVolumeScope scope, Filling filling) {
        // Claims are filled in place, never by a populator's second claim.
        Map<String, String> marks = filling instanceof Filling.Clone
                ? Map.of(DataVolumeNames.USE_POPULATOR, "false", DataVolumeNames.CLONE_TYPE, "copy")
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
                : new Hold(new DataVolumeProblem.CloneSourceStarting(
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

    private static Optional<DataVolumeProblem> unusable(
            DataVolumeScope scope, Optional<DiskSize> size, ImporterSettings settings) {
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
        boolean later =
                scope.source().filter(source -> source.claim().isEmpty()).isPresent();
        if (size.isEmpty() && !later) {
            return Optional.of(new DataVolumeProblem.SizeMissing(
                    (spec.pvc() != null ? "spec.pvc" : "spec.storage") + ".resources.requests.storage"));
        }
        if (scope.claim().isPresent() && !scope.ownsClaim() && !scope.isClaimGoing()) {
            return Optional.of(new DataVolumeProblem.ClaimForeign(
                    scope.claim().get().getMetadata().getName()));
        }
        if (!scope.mayClone()) {
            return Optional.of(new DataVolumeProblem.CloneNotAllowed(
                    scope.source().orElseThrow().key()));
        }
        return scope.source().flatMap(source -> tooSmall(source, size, settings.overhead()));
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
        return size.filter(DiskSize::block).map(_ -> new DataVolumeProblem.ArchiveInBlock());
    }

    private static Optional<DataVolumeProblem> tooSmall(
            CloneSource source, Optional<DiskSize> size, FileSystemOverhead overhead) {
        Optional<DiskSize> disk = source.claim().flatMap(claim -> DiskSize.inClaim(claim, overhead));
        return size.isPresent()
                        && disk.isPresent()
                        && size.get().disk() < disk.get().disk()
                ? Optional.of(new DataVolumeProblem.CloneTooSmall(
                        source.key(), disk.get().disk(), size.get().disk()))
                : Optional.empty();
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
