package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is to be done about a DataVolume now. */
sealed interface DataVolumeDecision {
    /** Nothing: it is filled, or something else has to happen first. */
    record Rest() implements DataVolumeDecision {}

    /** Make its claim. */
    record MakeClaim(Filling filling, DiskSize size) implements DataVolumeDecision {}

    /** Make the Pod that fills it. */
    record MakePod(Filling filling, DiskSize size) implements DataVolumeDecision {}

    /** Remove the Pod, whose work is done. */
    record RemovePod(Pod pod) implements DataVolumeDecision {}

    /** Remove the Pod, whose work failed, to make another. */
    record TryAgain(Pod pod) implements DataVolumeDecision {}

    /** Wait before the next try. */
    record Wait(Duration left, DataVolumeProblem problem) implements DataVolumeDecision {}

    /** It cannot be filled. */
    record Fail(DataVolumeProblem problem) implements DataVolumeDecision {}

    String SUCCEEDED = "Succeeded";
    String FAILED = "Failed";

    /** Decides; the first rule that fits wins. */
    static DataVolumeDecision of(DataVolumeScope scope, ImporterSettings settings) {
        if (scope.volume().getMetadata().getDeletionTimestamp() != null || FAILED.equals(scope.phase())) {
            return new Rest();
        }
        if (SUCCEEDED.equals(scope.phase())) {
            return done(scope);
        }
        Optional<DataVolumeProblem> unusable = unusable(scope);
        if (unusable.isPresent()) {
            return new Fail(unusable.get());
        }
        Filling filling = Filling.of(scope.volume()).orElseThrow();
        DiskSize size = DiskSize.of(scope.volume()).orElseThrow();
        if (scope.claim().isEmpty()) {
            return new MakeClaim(filling, size);
        }
        if (!scope.ownsClaim()) {
            return new Rest();
        }
        if (scope.pod().isPresent()) {
            return filled(scope, scope.pod().get(), settings);
        }
        boolean ready = !scope.waitsForConsumer()
                && scope.mayStart()
                && scope.claim().get().getMetadata().getDeletionTimestamp() == null;
        return ready ? new MakePod(filling, size) : new Rest();
    }

    private static DataVolumeDecision done(DataVolumeScope scope) {
        boolean retained =
                Boolean.parseBoolean(Copies.annotations(scope.volume()).get(DataVolumeNames.RETAIN_POD));
        return scope.pod()
                .filter(pod -> !retained && pod.getMetadata().getDeletionTimestamp() == null)
                .<DataVolumeDecision>map(RemovePod::new)
                .orElseGet(Rest::new);
    }

    private static Optional<DataVolumeProblem> unusable(DataVolumeScope scope) {
        DataVolumeSpec spec = scope.volume().getSpec();
        if (Filling.of(scope.volume()).isEmpty()) {
            return Optional.of(new DataVolumeProblem.SourceUnsupported(Filling.name(scope.volume())));
        }
        if (spec.contentType() != null && !spec.contentType().isEmpty() && !"kubevirt".equals(spec.contentType())) {
            return Optional.of(new DataVolumeProblem.ContentUnsupported(spec.contentType()));
        }
        if (DiskSize.of(scope.volume()).isEmpty()) {
            return Optional.of(new DataVolumeProblem.SizeMissing(
                    (spec.pvc() != null ? "spec.pvc" : "spec.storage") + ".resources.requests.storage"));
        }
        if (scope.claim().isPresent() && !scope.ownsClaim() && !scope.isClaimGoing()) {
            return Optional.of(new DataVolumeProblem.ClaimForeign(
                    scope.claim().get().getMetadata().getName()));
        }
        return Optional.empty();
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
        if (tries >= settings.mostTries()) {
            return new Fail(new DataVolumeProblem.TriedTooOften(problem.reason(), tries, problem.message()));
        }
        Instant due = end.get().at().plus(settings.delay(tries));
        return scope.now().isBefore(due) ? new Wait(Duration.between(scope.now(), due), problem) : new TryAgain(pod);
    }
}
