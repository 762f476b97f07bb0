package dev.slipway.operator.datavolume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * How an importer ended, from the last words that it left in its Pod.
 *
 * @param problem why it failed; nothing if it did not
 * @param at when
 */
record ImporterEnd(Optional<DataVolumeProblem.ImportFailed> problem, Instant at) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the end of a Pod, or nothing if it has not ended. */
    static Optional<ImporterEnd> of(Pod pod, Instant now) {
        return switch (PodState.of(pod).phase()) {
            case "Succeeded" ->
                Optional.of(new ImporterEnd(Optional.empty(), finished(pod).orElse(now)));
            case "Failed" ->
                Optional.of(
                        new ImporterEnd(Optional.of(problem(pod)), finished(pod).orElse(now)));
            default -> Optional.empty();
        };
    }

    /** Returns what to tell whoever sent an upload to a Pod that has ended before it had all of it: the next Pod comes soon, and says nothing of it. */
    static Optional<String> lostUpload(Pod pod, Instant now) {
        return of(pod, now)
                .flatMap(ImporterEnd::problem)
                .filter(_ -> ImporterPod.takesUpload(pod))
                .map(DataVolumeProblem::message);
    }

    private static Optional<Instant> finished(Pod pod) {
        return terminated(pod).map(ContainerStateTerminated::getFinishedAt).flatMap(Timestamps::parse);
    }

    private static DataVolumeProblem.ImportFailed problem(Pod pod) {
        JsonNode words = parse(lastWords(pod));
        if (words.hasNonNull("reason")) {
            return new DataVolumeProblem.ImportFailed(
                    reason(words.path("reason").asText()),
                    words.path("message").asText(words.path("reason").asText()),
                    words.path("retry").asBoolean());
        }
        String cause = terminated(pod)
                .map(end -> "exit code " + end.getExitCode()
                        + Optional.ofNullable(end.getReason())
                                .map(reason -> ", " + reason)
                                .orElse(""))
                .or(() -> Optional.ofNullable(pod.getStatus()).map(PodStatus::getReason))
                .orElse("no reason is known");
        return new DataVolumeProblem.ImportFailed("IMPORTER_KILLED", killed(pod, cause), true);
    }

    /** Killed from outside: what an import had written stays, and the next one goes on there; who sent an upload has to do so again. */
    private static String killed(Pod pod, String cause) {
        return ImporterPod.takesUpload(pod)
                ? "The Pod that takes the upload was ended before it had all of it (" + cause
                        + "), so what was sent is lost; another Pod is started, send it again when the DataVolume is UploadReady."
                : "The importer was ended before it was done (" + cause + "); it is started again.";
    }

    /** Returns what the importer left in its Pod; empty if nothing. */
    static String lastWords(Pod pod) {
        return terminated(pod).map(ContainerStateTerminated::getMessage).orElse("");
    }

    /** The one reason that CDI has a word for, by which clients tell it from others. */
    private static String reason(String code) {
        return "CHECKSUM_MISMATCH".equals(code) ? "ChecksumError" : code;
    }

    private static Optional<ContainerStateTerminated> terminated(Pod pod) {
        return PodState.of(pod)
                .states(ImporterPod.CONTAINER)
                .flatMap(state -> Optional.ofNullable(state.getTerminated()).stream())
                .findFirst();
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
