package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;
import java.util.Optional;

/** Whether disruption budgets let a Pod be evicted; counted at the moment of the eviction, as no controller keeps count. */
final class DisruptionBudgets {
    private static final int PERCENT = 100;
    private static final int RETRY_SECONDS = 10;

    private DisruptionBudgets() {}

    /**
     * Returns why the Pod must stay.
     *
     * @param pod the Pod to evict
     * @param budgets all budgets of its namespace
     * @param pods all Pods of its namespace
     */
    static Optional<Problem> refusal(ObjectNode pod, List<ObjectNode> budgets, List<ObjectNode> pods) {
        String phase = pod.at("/status/phase").asText();
        if (phase.equals("Succeeded") || phase.equals("Failed") || phase.equals("Pending")) {
            return Optional.empty();
        }
        List<ObjectNode> concerned =
                budgets.stream().filter(budget -> guards(budget, pod)).toList();
        if (concerned.size() > 1) {
            return Optional.of(
                    Problem.internal(
                            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."));
        }
        return concerned.stream().findFirst().flatMap(budget -> exhausted(budget, pod, pods));
    }

    private static Optional<Problem> exhausted(ObjectNode budget, ObjectNode pod, List<ObjectNode> pods) {
        List<ObjectNode> guarded =
                pods.stream().filter(other -> guards(budget, other)).toList();
        long healthy = guarded.stream().filter(DisruptionBudgets::isHealthy).count();
        long needed = needed(budget, guarded.size());
        boolean always = budget.at("/spec/unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow");
        if (!isHealthy(pod) && (always || healthy >= needed)) {
            return Optional.empty();
        }
        return healthy - 1 >= needed
                ? Optional.empty()
                : Optional.of(Problem.tooManyRequests(
                                "Cannot evict pod as it would violate the pod's disruption budget.", RETRY_SECONDS)
                        .withCauses(List.of(new Cause(
                                "DisruptionBudget",
                                "The disruption budget %s needs %d healthy pods and has %d currently"
                                        .formatted(Metadata.name(budget), needed, healthy),
                                ""))));
    }

    /** As there are no workload controllers, the Pods that are there are those that are expected. */
    private static long needed(ObjectNode budget, int expected) {
        JsonNode least = budget.at("/spec/minAvailable");
        JsonNode most = budget.at("/spec/maxUnavailable");
        return most.isMissingNode() || most.isNull()
                ? amount(least, expected)
                : Math.max(0, expected - amount(most, expected));
    }

    /** Percentages are rounded up, for both. */
    private static long amount(JsonNode given, int whole) {
        String text = given.asText("0");
        return text.endsWith("%")
                ? Math.ceilDiv((long) whole * Integer.parseInt(text.substring(0, text.length() - 1)), PERCENT)
                : given.asLong(0);
    }

    private static boolean isHealthy(ObjectNode pod) {
        if (Metadata.isDeleting(pod)) {
            return false;
        }
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private static boolean guards(ObjectNode budget, ObjectNode pod) {
        JsonNode selector = budget.at("/spec/selector");
        return selector.isObject() && LabelSelector.of(selector).matches(LabelSelector.labels(pod));
    }
}
