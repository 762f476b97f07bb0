package dev.slipway.operator.vmi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.Set;

/**
 * How a launcher ended, from the last words that it left in its Pod.
 *
 * @param asAsked whether the guest ended by itself or because somebody asked
 * @param sentence what happened
 */
record LauncherEnd(boolean asAsked, String sentence) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> AS_ASKED = Set.of("guest-shutdown", "stopped", "migrated");

    /** Returns the end of a Pod, or nothing if it has not ended; containers that hold its disks may outlive the launcher. */
    static Optional<LauncherEnd> of(Pod pod) {
        Optional<LauncherEnd> end = terminated(pod).map(LauncherEnd::of);
        return switch (PodState.of(pod).phase()) {
            case "Succeeded", "Failed" -> Optional.of(end.orElseGet(() -> unknown(pod)));
            default -> end;
        };
    }

    private static Optional<ContainerStateTerminated> terminated(Pod pod) {
        return PodState.of(pod)
                .states(LauncherNames.CONTAINER)
                .flatMap(state -> Optional.ofNullable(state.getTerminated()).stream())
                .findFirst();
    }

    private static LauncherEnd of(ContainerStateTerminated terminated) {
        JsonNode words = parse(Optional.ofNullable(terminated.getMessage()).orElse(""));
        String end = words.path("end").asText();
        if (end.isEmpty()) {
            return new LauncherEnd(
                    false,
                    "The launcher was killed with exit code " + terminated.getExitCode()
                            + Optional.ofNullable(terminated.getReason())
                                    .map(reason -> " (" + reason + ")")
                                    .orElse("")
                            + " and left no word; the guest is gone.");
        }
        return new LauncherEnd(AS_ASKED.contains(end), words.path("message").asText(end));
    }

    private static LauncherEnd unknown(Pod pod) {
        String reason = Optional.ofNullable(pod.getStatus().getMessage())
                .or(() -> Optional.ofNullable(pod.getStatus().getReason()))
                .orElse("no reason is known");
        return new LauncherEnd(false, "The launcher's Pod ended before its container did: " + reason + ".");
    }

    private static JsonNode parse(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException _) {
            return JSON.missingNode();
        }
    }
}
