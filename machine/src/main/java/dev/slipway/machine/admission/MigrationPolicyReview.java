package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Judges writes of MigrationPolicies. Source: KubeVirt v1.9.0, {@code migrationpolicy-admitter.go}. */
final class MigrationPolicyReview {
    private static final String GATE = "MigrationStallDetection";

    private MigrationPolicyReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        Optional<Verdict> unreadable = SpecReader.unreadable("MigrationPolicySpec", spec);
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        JsonNode before = review.before() == null
                ? MissingNode.getInstance()
                : review.before().path("spec");
        boolean gate = FeatureGates.isEnabled(GATE, facts.configuration());
        List<Cause> causes = new ArrayList<>();
        if (spec.path("completionTimeoutPerGiB").asLong() < 0) {
            causes.add(negative("completionTimeoutPerGiB", spec));
        }
        gated(spec.path("maxDowntimeMs"), before.path("maxDowntimeMs"), "maxDowntimeMs", gate, causes);
        JsonNode detector = spec.path("experimental").path("stallDetector");
        gated(detector, before.path("experimental").path("stallDetector"), "experimental.stallDetector", gate, causes);
        factor(detector, "ewmaAlpha", 0, 1, causes);
        factor(detector, "precopyPossibleFactor", 1, Double.MAX_VALUE, causes);
        factor(detector, "patienceWindowDecayFactor", 0, 1, causes);
        factor(detector, "completionTimeoutFactor", 1, Double.MAX_VALUE, causes);
        if (spec.path("bandwidthPerMigration").asText("").startsWith("-")) {
            causes.add(negative("bandwidthPerMigration", spec));
        }
        return causes.isEmpty() ? new Verdict.Allowed(null, List.of()) : Refusal.of(causes);
    }

    private static Cause negative(String field, JsonNode spec) {
        return new Cause(
                "FieldValueInvalid",
                "spec." + field,
                "spec." + field + " is " + spec.path(field).asText() + ". Use 0 or more.");
    }

    private static void gated(JsonNode now, JsonNode before, String field, boolean gate, List<Cause> causes) {
        if (!now.isMissingNode() && !now.isNull() && !gate && !now.equals(before)) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    "spec." + field,
                    "spec." + field + " needs the feature gate " + GATE + ", which is off."));
        }
    }

    /** The smoothing factor must be above its least value; the others may equal it. */
    private static void factor(JsonNode detector, String field, double least, double most, List<Cause> causes) {
        if (!detector.hasNonNull(field)) {
            return;
        }
        String text = detector.get(field).asText();
        OptionalDouble number = GoText.number(text.strip());
        double value = number.orElse(Double.NaN);
        boolean right = !Double.isInfinite(value)
                && isShort(value)
                && value <= most
                && (field.equals("ewmaAlpha") ? value > least : value >= least);
        if (!right) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    "spec.experimental.stallDetector." + field,
                    field + " is '" + text + "'. Use a number from " + least
                            + (most > 1 ? " on." : " to " + most + ".")));
        }
    }

    /** Whether three decimal places suffice. */
    private static boolean isShort(double value) {
        return !Double.isNaN(value)
                && BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_EVEN).doubleValue() == value;
    }
}
