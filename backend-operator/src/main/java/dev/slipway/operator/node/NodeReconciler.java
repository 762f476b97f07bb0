package dev.slipway.operator.node;

import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Takes nodes whose agent is silent out of scheduling; the agent puts them back itself. */
public final class NodeReconciler implements Reconciler {
    private static final Duration RECHECK = Duration.ofMinutes(1);
    private static final String REASON = "NodeUnresponsive";

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final Instant begun;

    /** Makes the reconciler. What was before it is no silence: after a power cut everybody has been away. */
    public NodeReconciler(Caches caches, ObjectWriter writer, Events events, InstantSource clock) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.begun = clock.instant();
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<Node> node = Caches.find(caches.nodes(), key);
        Optional<Heartbeat> heartbeat = node.flatMap(Heartbeat::of);
        if (node.isEmpty() || heartbeat.isEmpty()) {
            return new Outcome.Done();
        }
        Optional<Duration> left = heartbeat.get().notBefore(begun).left(clock.instant());
        if (left.isPresent()) {
            return new Outcome.Again(left.get().plusSeconds(1));
        }
        takeOut(node.get());
        return new Outcome.Again(RECHECK);
    }

    private void takeOut(Node node) {
        if (!"true".equals(Copies.labels(node).get(KubeVirtNames.SCHEDULABLE))) {
            return;
        }
        writer.whole(
                node,
                new NodeBuilder(node)
                        .editMetadata()
                        .addToLabels(KubeVirtNames.SCHEDULABLE, "false")
                        .endMetadata()
                        .build());
        String name = node.getMetadata().getName();
        events.normal(
                node,
                REASON,
                "The node-agent of " + name + " has been silent for " + Heartbeat.SILENCE.toMinutes()
                        + " minutes, so no virtual machine starts there. Look at the node-agent's Pod on that node.");
        long running = caches.instancesOn(name).stream()
                .filter(instance -> !InstanceState.of(instance).isFinal())
                .count();
        if (running > 0) {
            events.warning(
                    node,
                    REASON,
                    "Nobody looks after the " + running + " virtual machine(s) on " + name
                            + ", whose node-agent is silent; they are not touched. Bring the node-agent back to migrate"
                            + " or stop them.");
        }
    }
}
