package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataImportCronCondition;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.TakenSnapshot;
import java.util.List;
import java.util.Optional;

/** The conditions of a DataImportCron, with the reasons and sentences of CDI where it has them. */
final class ImportCronConditions {
    private static final String PROGRESSING = "Progressing";
    private static final String UP_TO_DATE = "UpToDate";

    private ImportCronConditions() {}

    static List<DataImportCronCondition> of(
            ImportCronScope scope, Importing importing, String digest, Optional<ImportCronProblem> problem) {
        ConditionSet conditions = ConditionSet.of(scope.status().conditions(), scope.now());
        progressing(scope, importing, conditions);
        Told told = upToDate(scope, importing, digest);
        boolean was = conditions.has(UP_TO_DATE, Condition.TRUE);
        // A source that cannot be looked at for once does not make what was imported last older.
        Told last = problem.map(
                        found -> new Told(was ? Condition.TRUE : told.status(), found.reason(), found.message()))
                .orElse(told);
        conditions.set(UP_TO_DATE, last.status(), last.reason(), last.message());
        return conditions.list(DataImportCronCondition::new);
    }

    /** What a condition says. */
    private record Told(String status, String reason, String message) {}

    private static void progressing(ImportCronScope scope, Importing importing, ConditionSet conditions) {
        String phase = scope.volume()
                .filter(_ -> importing instanceof Importing.Rest)
                .map(DataVolume::getStatus)
                .map(DataVolumeStatus::phase)
                .orElse("");
        switch (phase) {
            case "" -> conditions.set(PROGRESSING, Condition.FALSE, "NoImport", "No current import");
            case "ImportScheduled" ->
                conditions.set(PROGRESSING, Condition.FALSE, "ImportScheduled", "Import is scheduled");
            case "ImportInProgress" ->
                conditions.set(PROGRESSING, Condition.TRUE, "ImportProgressing", "Import is progressing");
            default -> conditions.set(PROGRESSING, Condition.FALSE, phase, "Import DataVolume phase " + phase);
        }
    }

    private static Told complete(ImportCronScope scope) {
        boolean saved = !scope.format().snapshots()
                || scope.snapshot().filter(TakenSnapshot::isReady).isPresent();
        Optional<String> trouble = scope.snapshot().flatMap(TakenSnapshot::error);
        return saved
                ? new Told(Condition.TRUE, "UpToDate", "Latest import is up to date")
                : new Told(
                        Condition.FALSE,
                        "ImportProgressing",
                        trouble.map(cause -> "The snapshot of imported data cannot be taken: " + cause)
                                .orElse("Snapshot of imported data is progressing"));
    }

    private static Told upToDate(ImportCronScope scope, Importing importing, String digest) {
        return switch (importing) {
            case Importing.Complete _ -> complete(scope);
            case Importing.Begin _ -> new Told(Condition.FALSE, "Outdated", "Source digest updated since last import");
            case Importing.Forget _, Importing.Rest _ -> {
                Optional<DataVolume> failed =
                        scope.volume().filter(volume -> DataVolumeState.of(volume) == DataVolumeState.FAILED);
                if (digest.isEmpty()) {
                    yield new Told(Condition.FALSE, "NoDigest", "No source digest");
                }
                yield failed.map(volume -> new Told(
                                Condition.FALSE,
                                "ImportFailed",
                                DataVolumeState.why(volume) + " The import is tried again by schedule."))
                        .orElseGet(() -> new Told(Condition.FALSE, "ImportProgressing", "Import is progressing"));
            }
        };
    }
}
