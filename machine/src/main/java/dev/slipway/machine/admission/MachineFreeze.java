package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.Optional;

/** What of a machine must not change while it is being saved or restored. Source: KubeVirt v1.9.0, {@code vm-storage-status.go}. */
final class MachineFreeze {
    private MachineFreeze() {}

    static List<Cause> of(JsonNode object, JsonNode before) {
        return saving(object, before).or(() -> restoring(object, before)).stream()
                .toList();
    }

    private static Optional<Cause> saving(JsonNode object, JsonNode before) {
        JsonNode snapshot = object.path("status").path("snapshotInProgress");
        if (snapshot.isMissingNode() || snapshot.isNull()) {
            return Optional.empty();
        }
        if (!volumes(object).equals(volumes(before))) {
            return Optional.of(
                    frozen("The volumes cannot change until the snapshot " + snapshot.asText() + " is done."));
        }
        return sameRunning(object.path("spec"), before.path("spec"))
                ? Optional.empty()
                : Optional.of(frozen("The machine cannot be started or stopped until the snapshot " + snapshot.asText()
                        + " is done."));
    }

    private static Optional<Cause> restoring(JsonNode object, JsonNode before) {
        JsonNode restore = object.path("status").path("restoreInProgress");
        if (restore.isMissingNode() || restore.isNull()) {
            return Optional.empty();
        }
        return strategy(object.path("spec")).equals(strategy(before.path("spec")))
                ? Optional.empty()
                : Optional.of(
                        frozen("The run strategy cannot change until the restore " + restore.asText() + " is done."));
    }

    private static Cause frozen(String sentence) {
        return new Cause("FieldValueNotSupported", "spec", sentence);
    }

    private static JsonNode volumes(JsonNode machine) {
        return machine.path("spec").path("template").path("spec").path("volumes");
    }

    private static boolean sameRunning(JsonNode spec, JsonNode before) {
        if (spec.hasNonNull("running") && before.hasNonNull("running")) {
            return spec.get("running").equals(before.get("running"));
        }
        return spec.hasNonNull("runStrategy") && spec.path("runStrategy").equals(before.path("runStrategy"));
    }

    private static String strategy(JsonNode spec) {
        if (spec.hasNonNull("running")) {
            return spec.get("running").asBoolean() ? "Always" : "Halted";
        }
        return spec.path("runStrategy").asText("Halted");
    }
}
