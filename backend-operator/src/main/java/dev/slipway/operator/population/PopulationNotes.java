package dev.slipway.operator.population;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.DataVolumeNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** What a claim says of its filling, in CDI's annotations. */
final class PopulationNotes {
    private static final List<String> REPEATED =
            List.of(DataVolumeNames.POD_PHASE, DataVolumeNames.POD_READY, DataVolumeNames.POD_SCHEDULABLE);

    private PopulationNotes() {}

    static Map<String, String> of(PopulationScope scope, PopulationDecision decision) {
        Map<String, String> notes = new TreeMap<>(Copies.annotations(scope.claim()));
        if (decision instanceof PopulationDecision.Hold hold) {
            running(notes, "false", hold.problem().reason(), hold.problem().message());
            return notes;
        }
        scope.prime().ifPresent(prime -> ofPrime(scope, prime, notes));
        if (UsedClaim.isBound(scope.claim())) {
            notes.remove(PopulationNames.PRIME);
        } else if (scope.prime().isPresent() || decision instanceof PopulationDecision.MakePrime) {
            notes.put(PopulationNames.PRIME, PopulationNames.prime(scope.claim()));
        }
        return notes;
    }

    private static void ofPrime(PopulationScope scope, DataVolume prime, Map<String, String> notes) {
        Map<String, String> told = scope.primeClaim().map(Copies::annotations).orElse(Map.of());
        REPEATED.stream()
                .filter(told::containsKey)
                .forEach(name -> notes.put(name, Objects.requireNonNull(told.get(name))));
        scope.running()
                .ifPresent(condition -> running(
                        notes,
                        Boolean.toString("True".equals(condition.status())),
                        text(condition.reason()),
                        text(condition.message())));
        Optional<DataVolumeStatus> status = Optional.ofNullable(prime.getStatus());
        notes.put(
                DataVolumeNames.POD_RESTARTS,
                Integer.toString(status.map(DataVolumeStatus::restartCount).orElse(0)));
        status.map(DataVolumeStatus::progress)
                .filter(progress -> !"N/A".equals(progress))
                .ifPresent(progress -> notes.put(PopulationNames.PROGRESS, progress));
        if (scope.isFilled()) {
            notes.put(DataVolumeNames.POD_PHASE, "Succeeded");
        }
        if (scope.isFailed()) {
            notes.put(DataVolumeNames.FATAL, "true");
        } else {
            notes.remove(DataVolumeNames.FATAL);
        }
    }

    private static void running(Map<String, String> notes, String running, String reason, String message) {
        notes.put(DataVolumeNames.RUNNING, running);
        notes.put(DataVolumeNames.RUNNING + ".reason", reason);
        notes.put(DataVolumeNames.RUNNING + ".message", message);
    }

    /** Returns the trouble that the filling tells of, if it is in any. */
    static Optional<String> trouble(PopulationScope scope) {
        return scope.running()
                .filter(_ -> !scope.isFilled())
                .map(DataVolumeCondition::message)
                .filter(message -> !message.isEmpty());
    }

    private static String text(@org.jspecify.annotations.Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
