package dev.slipway.operator.importcron;

import dev.slipway.operator.reconcile.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a DataImportCron is looked at again, if nothing that is watched changes before. */
final class NextLook {
    /** Longest sleep; what is due later is looked up again. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Snapshots are not watched. */
    private static final Duration SAVED_AGAIN = Duration.ofSeconds(30);

    private static final Duration SAVING_AGAIN = Duration.ofSeconds(1);

    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

    private NextLook() {}

    /** Returns when, after what was decided about its source and its snapshot. */
    static Outcome of(ImportCronScope scope, Polling polling, Saving saving) {
        Outcome outcome = again(scope, polling);
        Optional<Duration> look = switch (saving) {
            case Saving.Drop _, Saving.Take _, Saving.Taking _ -> Optional.of(SAVING_AGAIN);
            case Saving.Taken _ -> Optional.of(SAVED_AGAIN);
            case Saving.None _ ->
                scope.format().snapshots() && scope.newest().isPresent() ? Optional.of(SAVED_AGAIN) : Optional.empty();
        };
        return look.filter(soon -> !(outcome instanceof Outcome.Again(Duration delay)) || delay.compareTo(soon) > 0)
                .<Outcome>map(Outcome.Again::new)
                .orElse(outcome);
    }

    private static Outcome again(ImportCronScope scope, Polling polling) {
        return switch (polling) {
            case Polling.Failed failed -> at(scope, failed.next());
            // The Pod tells itself, unless it was refused.
            case Polling.Look _ -> new Outcome.Again(REFUSED_AGAIN);
            case Polling.Looking looking -> at(scope, Optional.of(looking.until()));
            case Polling.Rest rest -> at(scope, rest.due());
            case Polling.Seen seen -> at(scope, seen.next());
            case Polling.Impossible _ -> new Outcome.Done();
        };
    }

    private static Outcome at(ImportCronScope scope, Optional<Instant> due) {
        return due.map(time -> Duration.between(scope.now(), time))
                .<Outcome>map(left -> new Outcome.Again(
                        left.compareTo(LONGEST) > 0 ? LONGEST : left.isNegative() ? Duration.ofSeconds(1) : left))
                .orElseGet(Outcome.Done::new);
    }
}
