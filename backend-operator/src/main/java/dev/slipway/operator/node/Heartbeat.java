package dev.slipway.operator.node;

import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The last sign of life of a node's agent.
 *
 * @param last when it was
 */
public record Heartbeat(Instant last) {
    /** KubeVirt v1.9.0, {@code pkg/virt-controller/watch/node/node.go}: silent that long is unresponsive. */
    static final Duration SILENCE = Duration.ofMinutes(5);

    /** Returns the last sign of a node; nothing if its agent never gave one. */
    public static Optional<Heartbeat> of(Node node) {
        return Optional.ofNullable(Copies.annotations(node).get(KubeVirtNames.HEARTBEAT))
                .flatMap(Timestamps::parse)
                .map(Heartbeat::new);
    }

    /** Returns this, or one at {@code earliest} if this was before. */
    public Heartbeat notBefore(Instant earliest) {
        return last.isBefore(earliest) ? new Heartbeat(earliest) : this;
    }

    /** Returns how long the agent may still be silent, or nothing if it has been too long. */
    public Optional<Duration> left(Instant now) {
        Instant end = last.plus(SILENCE);
        return now.isBefore(end) ? Optional.of(Duration.between(now, end)) : Optional.empty();
    }
}
