package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.FeatureGates;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part on a node writes the instances of its own node only: those that run there and those that move there. A token that
 * was stolen from one node is of no use for the guests of another. Source: KubeVirt v1.9.0, {@code vmi-update-admitter.go}.
 */
final class NodeRestriction {
    private static final String NODE_NAME = "authentication.kubernetes.io/node-name";
    private static final String HANDLER = "system:serviceaccount:kubevirt:kubevirt-handler";

    /** Those whose tokens are bound to a node. */
    private static final Set<String> ON_NODES = Set.of(HANDLER, "system:serviceaccount:slipway:node-agent");

    private NodeRestriction() {}

    /** Returns why the writer may not change the instance. */
    static Optional<Verdict.Denied> refusal(Review review, JsonNode object, JsonNode before, ClusterFacts facts) {
        if (!ON_NODES.contains(review.user()) || !FeatureGates.isEnabled("NodeRestriction", facts.configuration())) {
            return Optional.empty();
        }
        List<String> names = review.extra().getOrDefault(NODE_NAME, List.of());
        if (names.isEmpty()) {
            // Only Kubernetes 1.30 and later tell the node; Slipway's own part works on older ones, too.
            return review.user().equals(HANDLER)
                    ? invalid("The token of " + review.user() + " names no node (" + NODE_NAME
                            + "). Use a token that is bound to a Pod.")
                    : Optional.empty();
        }
        String node = names.getFirst();
        JsonNode moving = before.path("status").path("migrationState");
        String target = moving.path("targetNode").asText("");
        if (!node.equals(before.path("status").path("nodeName").asText("")) && !isOf(node, target)) {
            boolean left = review.user().equals(HANDLER)
                    || !isOf(node, moving.path("sourceNode").asText(""));
            if (left) {
                return invalid("Node " + node + " may only change instances that run on it or move to it; "
                        + review.name() + " does neither.");
            }
        }
        String wanted =
                object.path("status").path("migrationState").path("targetNode").asText("");
        return target.isEmpty() && !wanted.isEmpty()
                ? invalid("A node may not say where an instance moves; spec and operator do. Leave"
                        + " status.migrationState.targetNode alone.")
                : Optional.empty();
    }

    private static boolean isOf(String node, String other) {
        return !other.isEmpty() && node.equals(other);
    }

    private static Optional<Verdict.Denied> invalid(String sentence) {
        return Optional.of(Refusal.whole("FieldValueInvalid", sentence));
    }
}
