package dev.slipway.operator.vmi;

import dev.slipway.operator.cluster.Condition;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.List;
import java.util.Optional;

/**
 * A node whose kubelet has not been heard of for so long that Kubernetes no longer knows whether it is ready.
 *
 * @param node its name
 * @param since when it became unknown, RFC 3339
 */
record NodeSilence(String node, String since) {
    static Optional<NodeSilence> of(Node node) {
        return Optional.ofNullable(node.getStatus()).map(NodeStatus::getConditions).orElse(List.of()).stream()
                .filter(condition ->
                        "Ready".equals(condition.getType()) && Condition.UNKNOWN.equals(condition.getStatus()))
                .findFirst()
                .map(NodeCondition::getLastTransitionTime)
                .map(since -> new NodeSilence(node.getMetadata().getName(), since));
    }

    String sentence() {
        return "Node " + node + " has not answered since " + since
                + ", so it is not known whether the guest runs; it is not started elsewhere, where its disks could be"
                + " written twice. If the node is surely off, taint it: kubectl taint nodes " + node
                + " node.kubernetes.io/out-of-service=nodeshutdown:NoExecute";
    }
}
