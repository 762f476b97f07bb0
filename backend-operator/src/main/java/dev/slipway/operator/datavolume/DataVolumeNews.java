package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is told of a DataVolume by an event, in CDI's words.
 *
 * @param isWarning whether somebody should look at it
 * @param isOfClaim whether it is about the claim, and not about the DataVolume
 * @param reason one word
 * @param message one sentence
 */
record DataVolumeNews(boolean isWarning, boolean isOfClaim, String reason, String message) {
    /** CDI's phase while the storage restores a claim. */
    static final String RESTORING = "CloneFromSnapshotSourceInProgress";

    /** CDI's phase while what was restored grows. */
    static final String PREPARING = "PrepClaimInProgress";

    /** Returns what is new since the status that the scope has. */
    static List<DataVolumeNews> of(DataVolumeScope scope, DataVolumeProgress progress, DataVolumeStatus after) {
        List<DataVolumeNews> news = new ArrayList<>();
        if (scope.claim().isPresent()) {
            bound(scope.status(), after).ifPresent(news::add);
        }
        if (!progress.phase().equals(scope.phase())) {
            news.addAll(ofPhase(scope, progress));
        }
        return news;
    }

    /** Returns what is new of a claim that is filled without a DataVolume. */
    static List<DataVolumeNews> ofClaim(DataVolumeScope scope, DataVolumeProgress progress) {
        boolean over = DataVolumeDecision.SUCCEEDED.equals(progress.phase())
                || DataVolumeDecision.FAILED.equals(progress.phase());
        return !over || progress.phase().equals(scope.phase())
                ? List.of()
                : ofPhase(scope, progress).stream()
                        .filter(news -> news.isOfClaim() || news.isWarning())
                        .toList();
    }

    private static Optional<DataVolumeNews> bound(DataVolumeStatus before, DataVolumeStatus after) {
        Optional<DataVolumeCondition> now = condition(after);
        Optional<DataVolumeCondition> then = condition(before);
        boolean same = now.map(DataVolumeCondition::reason).equals(then.map(DataVolumeCondition::reason))
                && now.map(DataVolumeCondition::message).equals(then.map(DataVolumeCondition::message));
        return now.filter(_ -> !same)
                .map(condition -> normal(
                        Objects.requireNonNullElse(condition.reason(), ""),
                        Objects.requireNonNullElse(condition.message(), "")));
    }

    private static Optional<DataVolumeCondition> condition(DataVolumeStatus status) {
        return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
                .filter(condition -> FillingStatus.BOUND.equals(condition.type()))
                .findFirst();
    }

    private static List<DataVolumeNews> ofPhase(DataVolumeScope scope, DataVolumeProgress progress) {
        String name = DataVolumeNames.claim(scope.volume());
        return switch (progress.phase()) {
            case "ImportScheduled", "ImportInProgress" -> now(progress, "Import into " + name, " in progress");
            case "UploadScheduled", "UploadReady" -> now(progress, "Upload into " + name, " ready");
            case "CloneScheduled", "CloneInProgress" ->
                now(
                        progress,
                        "Cloning from " + scope.cloned().orElseThrow() + " into " + ObjectKey.of(scope.volume()),
                        " in progress");
            case RESTORING ->
                List.of(normal(
                        RESTORING,
                        "Creating PVC from snapshot source " + scope.cloned().orElseThrow()));
            case PREPARING -> List.of(normal(PREPARING, "Prepping PVC " + name));
            case DataVolumeDecision.SUCCEEDED -> succeeded(scope, name);
            case DataVolumeDecision.FAILED -> failed(scope, name, progress);
            default -> List.of();
        };
    }

    private static List<DataVolumeNews> now(DataVolumeProgress progress, String what, String active) {
        return List.of(
                normal(progress.phase(), what + (progress.phase().endsWith("Scheduled") ? " scheduled" : active)));
    }

    private static List<DataVolumeNews> succeeded(DataVolumeScope scope, String name) {
        String target = ObjectKey.of(scope.volume()).toString();
        return switch (scope.filling().orElseGet(Filling.Blank::new)) {
            case Filling.Upload _ -> both("UploadSucceeded", "Successfully uploaded into " + name, "Upload Successful");
            case Filling.Clone _, Filling.Restore _ ->
                both(
                        "CloneSucceeded",
                        "Successfully cloned from " + scope.cloned().orElseThrow() + " into " + target,
                        "Clone Complete");
            case Filling.Http _, Filling.Registry _, Filling.Bucket _, Filling.Blank _ ->
                both("ImportSucceeded", "Successfully imported into PVC " + name, "Import Successful");
        };
    }

    private static List<DataVolumeNews> both(String reason, String ofVolume, String ofClaim) {
        return List.of(normal(reason, ofVolume), new DataVolumeNews(false, true, reason, ofClaim));
    }

    /** The word of CDI that clients wait for, and the word that says why. */
    private static List<DataVolumeNews> failed(DataVolumeScope scope, String name, DataVolumeProgress progress) {
        DataVolumeNews outcome = scope.filling()
                .<DataVolumeNews>map(filling -> switch (filling) {
                    case Filling.Upload _ -> warning("UploadFailed", "Upload into " + name + " failed");
                    case Filling.Clone _, Filling.Restore _ ->
                        warning(
                                "CloneFailed",
                                "Cloning from " + scope.cloned().orElseThrow() + " into " + ObjectKey.of(scope.volume())
                                        + " failed");
                    case Filling.Http _, Filling.Registry _, Filling.Bucket _, Filling.Blank _ ->
                        warning("ImportFailed", "Failed to import into PVC " + name);
                })
                .orElseGet(() -> warning("ImportFailed", "Failed to import into PVC " + name));
        return List.of(outcome, warning(progress.reason(), progress.message()));
    }

    private static DataVolumeNews normal(String reason, String message) {
        return new DataVolumeNews(false, false, reason, message);
    }

    private static DataVolumeNews warning(String reason, String message) {
        return new DataVolumeNews(true, false, reason, message);
    }
}
