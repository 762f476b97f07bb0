package dev.slipway.operator.datavolume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How far the filling of a DataVolume is.
 *
 * @param phase CDI's phase
 * @param progress percent, or {@code N/A}
 * @param running whether bytes flow
 * @param reason one word on that
 * @param message one sentence on that
 */
record DataVolumeProgress(String phase, String progress, boolean running, String reason, String message) {
    private static final String UNKNOWN = "N/A";
    private static final String COMPLETE = "100.0%";
    private static final ObjectMapper JSON = new ObjectMapper();

    static DataVolumeProgress of(DataVolumeScope scope, DataVolumeDecision decision) {
        return switch (decision) {
            case DataVolumeDecision.Fail fail -> failed(scope, fail.problem());
            case DataVolumeDecision.Wait wait ->
                waiting(retrying(scope), wait.problem().reason(), wait.problem().message());
            case DataVolumeDecision.TryAgain again ->
                waiting(retrying(scope), "Retrying", lastWords(scope, again.pod()));
            case DataVolumeDecision.RemovePod _, DataVolumeDecision.CleanUp _ -> kept(scope);
            case DataVolumeDecision.Hold hold ->
                waiting(
                        held(scope, hold.problem()),
                        hold.problem().reason(),
                        hold.problem().message());
            case DataVolumeDecision.LetGo going ->
                waiting(
                        scheduled(scope),
                        going.problem().reason(),
                        going.problem().message());
            case DataVolumeDecision.AddFinalizer _, DataVolumeDecision.MakeSourcePod _ ->
                waiting(scheduled(scope), "", "");
            case DataVolumeDecision.TakeOver _, DataVolumeDecision.Filled _ ->
                new DataVolumeProgress(
                        DataVolumeDecision.SUCCEEDED,
                        COMPLETE,
                        false,
                        "Completed",
                        scope.restoring().isPresent() ? "Clone Complete" : "Population Complete");
            case DataVolumeDecision.MakeSourceClaim _ -> waiting(DataVolumeNews.RESTORING, "", "");
            case DataVolumeDecision.GrowClaim _ -> waiting(DataVolumeNews.PREPARING, "", "");
            case DataVolumeDecision.Mark _, DataVolumeDecision.MakeClaim _ -> waiting("Pending", "", "");
            case DataVolumeDecision.MakePod _ -> waiting(scheduled(scope), "", "");
            case DataVolumeDecision.Rest _ -> resting(scope);
        };
    }

    /** Returns the progress of a DataVolume whose claim or Pod was refused. */
    static DataVolumeProgress refused(DataVolumeScope scope, DataVolumeProblem problem) {
        return waiting(scope.phase().isEmpty() ? "Pending" : scope.phase(), problem.reason(), problem.message());
    }

    /** As in CDI: while there is nothing to clone a clone is Pending. */
    private static String held(DataVolumeScope scope, DataVolumeProblem problem) {
        boolean sourceless =
                problem instanceof CloneProblem.CloneWithoutSource || problem instanceof CloneProblem.SnapshotMissing;
        return scope.filling().isEmpty() || sourceless ? "Pending" : scheduled(scope);
    }

    private static DataVolumeProgress resting(DataVolumeScope scope) {
        if (DataVolumeDecision.SUCCEEDED.equals(scope.phase()) || DataVolumeDecision.FAILED.equals(scope.phase())) {
            return kept(scope);
        }
        if (scope.pod().isPresent()) {
            return filling(scope, scope.pod().get());
        }
        boolean restores = scope.restoring().isPresent() && scope.claim().isPresent();
        String begun = restores ? DataVolumeNews.RESTORING : "Pending";
        return waiting(scope.waitsForConsumer() ? "WaitForFirstConsumer" : begun, "", "");
    }

    private static DataVolumeProgress filling(DataVolumeScope scope, Pod pod) {
        if (ImporterEnd.of(pod, scope.now())
                .filter(end -> end.problem().isEmpty())
                .isPresent()) {
            return new DataVolumeProgress(
                    DataVolumeDecision.SUCCEEDED,
                    // CDI does not follow uploads either: the client knows how far it is.
                    scope.isUpload() ? UNKNOWN : COMPLETE,
                    false,
                    "Completed",
                    scope.filling().map(Filling::complete).orElse("Import Complete"));
        }
        if (!PodState.of(pod).isRunning()) {
            return starting(scope, pod);
        }
        JsonNode told = told(pod);
        String progress =
                told.hasNonNull("percent") ? percent(told.path("percent").decimalValue()) : UNKNOWN;
        boolean listens = !scope.isUpload() || PodState.of(pod).isReady();
        String phase = listens ? active(scope) : scheduled(scope);
        return new DataVolumeProgress(
                phase,
                progress,
                true,
                told.path("reason").asText("Pod is running"),
                told.path("message").asText(""));
    }

    private static DataVolumeProgress starting(DataVolumeScope scope, Pod pod) {
        Optional<PodCondition> unschedulable = PodState.of(pod)
                .condition("PodScheduled")
                .filter(condition -> Condition.FALSE.equals(condition.getStatus()));
        if (unschedulable.isPresent()) {
            return waiting(
                    scheduled(scope),
                    "Unschedulable",
                    "Importer pod cannot be scheduled: "
                            + Optional.ofNullable(unschedulable.get().getMessage())
                                    .orElse(""));
        }
        Optional<ContainerStateWaiting> waiting = PodState.of(pod)
                .states(ImporterPod.CONTAINER)
                .flatMap(state -> Optional.ofNullable(state.getWaiting()).stream())
                .findFirst();
        return waiting(
                scheduled(scope),
                waiting.map(ContainerStateWaiting::getReason).orElse("ContainerCreating"),
                waiting.map(ContainerStateWaiting::getMessage).orElse(""));
    }

    private static DataVolumeProgress failed(DataVolumeScope scope, DataVolumeProblem problem) {
        return new DataVolumeProgress(
                DataVolumeDecision.FAILED, lastProgress(scope), false, problem.reason(), problem.message());
    }

    /** What is over stays as it was told. */
    private static DataVolumeProgress kept(DataVolumeScope scope) {
        return scope.status().conditions() == null
                ? waiting(scope.phase(), "", "")
                : scope.status().conditions().stream()
                        .filter(condition -> "Running".equals(condition.type()))
                        .findFirst()
                        .map(condition -> new DataVolumeProgress(
                                scope.phase(),
                                lastProgress(scope),
                                false,
                                Optional.ofNullable(condition.reason()).orElse(""),
                                Optional.ofNullable(condition.message()).orElse("")))
                        .orElseGet(() -> waiting(scope.phase(), "", ""));
    }

    private static DataVolumeProgress waiting(String phase, String reason, String message) {
        return new DataVolumeProgress(phase, UNKNOWN, false, reason, message);
    }

    private static String lastWords(DataVolumeScope scope, Pod pod) {
        return ImporterEnd.of(pod, scope.now())
                .flatMap(ImporterEnd::problem)
                .map(DataVolumeProblem::message)
                .orElse("");
    }

    private static String lastProgress(DataVolumeScope scope) {
        return Optional.ofNullable(scope.status().progress()).orElse(UNKNOWN);
    }

    private static String scheduled(DataVolumeScope scope) {
        return scope.isRestored() && scope.claim().isPresent()
                ? DataVolumeNews.PREPARING
                : scope.filling().map(Filling::scheduled).orElse("ImportScheduled");
    }

    private static String active(DataVolumeScope scope) {
        return scope.isRestored()
                ? DataVolumeNews.PREPARING
                : scope.filling().map(Filling::active).orElse("ImportInProgress");
    }

    /** An upload is not ready for anybody between two tries; all else stays in progress, as in CDI. */
    private static String retrying(DataVolumeScope scope) {
        return scope.isUpload() ? scheduled(scope) : active(scope);
    }

    private static String percent(BigDecimal value) {
        return value.max(BigDecimal.ZERO).min(BigDecimal.valueOf(100)).setScale(2, RoundingMode.DOWN) + "%";
    }

    private static JsonNode told(Pod pod) {
        try {
            return JSON.readTree(Copies.annotations(pod).getOrDefault(SlipwayNames.PROGRESS, ""));
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
