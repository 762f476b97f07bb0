package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSourceRegistry;
import dev.slipway.operator.datavolume.SourceLook;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is to be done now to know which content a source has. */
sealed interface Polling {
    /** Nothing until then; nothing at all without a time. */
    record Rest(Optional<Instant> due) implements Polling {}

    /** Make the Pod that looks. */
    record Look() implements Polling {}

    /**
     * The Pod looks.
     *
     * @param until when it has looked too long
     */
    record Looking(Instant until) implements Polling {}

    /**
     * The source was seen.
     *
     * @param pod the Pod that looked, if one did
     * @param next when to look again
     */
    record Seen(String digest, Optional<Pod> pod, Optional<Instant> next) implements Polling {}

    /** The source was not seen. */
    record Failed(ImportCronProblem problem, Optional<Pod> pod, Optional<Instant> next) implements Polling {}

    /** It never will be. */
    record Impossible(ImportCronProblem problem) implements Polling {}

    /** How soon a look is repeated that may end better, if the schedule is not sooner. */
    Duration SOON = Duration.ofMinutes(5);

    /** Returns the Pod that has looked and is of no more use, if one has. */
    default Optional<Pod> pod() {
        return Optional.empty();
    }

    /** Returns when the source is to be looked at again, if this look has ended and another is due. */
    default Optional<Instant> next() {
        return Optional.empty();
    }

    /** Decides. */
    static Polling of(ImportCronScope scope) {
        Optional<ImportCronProblem> impossible = impossible(scope);
        if (impossible.isPresent()) {
            return new Impossible(impossible.get());
        }
        if (scope.poller().isPresent()) {
            return looked(scope, scope.poller().get());
        }
        Optional<Instant> due = scope.due();
        if (due.isEmpty() || due.get().isAfter(scope.now())) {
            return new Rest(due);
        }
        Optional<ObjectKey> claim = ImportCronScope.sourceClaim(scope.cron());
        return claim.map(key -> cloned(scope, key)).orElseGet(Look::new);
    }

    private static Polling cloned(ImportCronScope scope, ObjectKey claim) {
        return scope.sourceClaim()
                .<Polling>map(found -> new Seen("uid:" + found.getMetadata().getUid(), Optional.empty(), next(scope)))
                .orElseGet(
                        () -> new Failed(new ImportCronProblem.ClaimMissing(claim), Optional.empty(), sooner(scope)));
    }

    private static Polling looked(ImportCronScope scope, Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return new Rest(scope.due());
        }
        return switch (SourceLook.of(pod, scope.now())) {
            case SourceLook.Looking looking -> new Looking(looking.until());
            case SourceLook.Seen seen -> new Seen(seen.digest(), Optional.of(pod), next(scope));
            case SourceLook.Failed failed ->
                new Failed(
                        new ImportCronProblem.PollFailed(failed.reason(), failed.message()),
                        Optional.of(pod),
                        failed.isPassing() ? sooner(scope) : next(scope));
        };
    }

    private static Optional<Instant> next(ImportCronScope scope) {
        return scope.schedule().flatMap(schedule -> schedule.next(scope.now()));
    }

    private static Optional<Instant> sooner(ImportCronScope scope) {
        Instant soon = scope.now().plus(SOON);
        return next(scope).map(next -> next.isBefore(soon) ? next : soon);
    }

    private static Optional<ImportCronProblem> impossible(ImportCronScope scope) {
        Optional<DataVolumeSource> source = scope.source();
        Optional<DataVolumeSourceRegistry> registry = source.map(DataVolumeSource::registry);
        if (registry.map(DataVolumeSourceRegistry::imageStream).isPresent()) {
            return unsupported(
                    "registry.imageStream",
                    "Slipway knows no image streams: name the image in spec.template.spec.source.registry.url");
        }
        Optional<ObjectKey> claim = ImportCronScope.sourceClaim(scope.cron());
        if (registry.isEmpty() && claim.isEmpty()) {
            return unsupported("", "use registry or pvc");
        }
        return claim.filter(key -> !key.namespace().equals(scope.key().namespace()))
                .map(ImportCronProblem.NotAuthorized::new);
    }

    private static Optional<ImportCronProblem> unsupported(String kind, String wayOut) {
        return Optional.of(new ImportCronProblem.SourceUnsupported(
                "spec.template.spec.source" + (kind.isEmpty() ? "" : "." + kind), wayOut));
    }
}
