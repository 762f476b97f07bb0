package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.expand.Matcher;
import dev.slipway.machine.validate.Cause;
import java.util.ArrayList;
import java.util.List;

/** Rules for the references to an instance type and a preference. Source: KubeVirt v1.9.0, {@code webhooks/vm/mutator.go}. */
final class MatcherRules {
    private MatcherRules() {}

    static List<Cause> of(Matcher matcher, JsonNode machine) {
        JsonNode reference = machine.path("spec").path(matcher.field());
        String path = "spec." + matcher.field();
        if (reference.isMissingNode() || reference.isNull()) {
            return List.of();
        }
        String name = reference.path("name").asText("");
        String volume = reference.path("inferFromVolume").asText("");
        List<Cause> causes = new ArrayList<>();
        if (name.isEmpty() && volume.isEmpty()) {
            causes.add(new Cause(
                    "FieldValueNotFound", path, path + " names nothing. Set name, or inferFromVolume, or remove it."));
        }
        if (!volume.isEmpty() && !name.isEmpty()) {
            causes.add(both(path, "name"));
        }
        if (!volume.isEmpty() && !reference.path("kind").asText("").isEmpty()) {
            causes.add(both(path, "kind"));
        }
        JsonNode policy = reference.path("inferFromVolumeFailurePolicy");
        boolean known = policy.isMissingNode()
                || policy.isNull()
                || List.of("Ignore", "Reject").contains(policy.asText());
        if (!known) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    path + ".inferFromVolumeFailurePolicy",
                    "inferFromVolumeFailurePolicy '" + policy.asText() + "' is not known. Use Ignore or Reject."));
        }
        return causes;
    }

    private static Cause both(String path, String field) {
        return new Cause(
                "FieldValueNotSupported",
                path + "." + field,
                path + " has inferFromVolume, which finds the " + field + " by itself. Remove one of the two.");
    }

    /** A reference that is pinned to a revision must not keep that revision under another name. */
    static List<Cause> ofChange(Matcher matcher, JsonNode machine, JsonNode before) {
        JsonNode now = machine.path("spec").path(matcher.field());
        JsonNode old = before.path("spec").path(matcher.field());
        String revision = now.path("revisionName").asText("");
        boolean kept = !revision.isEmpty()
                && old.isObject()
                && now.isObject()
                && revision.equals(old.path("revisionName").asText(""))
                && !now.path("name").asText("").equals(old.path("name").asText(""));
        return kept
                ? List.of(new Cause(
                        "FieldValueInvalid",
                        "spec." + matcher.field() + ".revisionName",
                        "The name of the " + matcher.field()
                                + " changed, but not its revisionName. Remove revisionName as well."))
                : List.of();
    }
}
