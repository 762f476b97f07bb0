package dev.slipway.operator.vmi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;

/**
 * The readiness gate of a launcher's Pod: a machine that is paused, or whose guest says that it is not ready, must not get
 * traffic. Nothing is said of a Pod that does not run: it gets none, and what is said of it later is one write less.
 */
final class ReadinessGate {
    private ReadinessGate() {}

    /** Returns the condition that the Pod is to get, if it does not say so already. */
    static Optional<ObjectNode> missing(VirtualMachineInstance instance, Pod pod, Instant now) {
        InstanceState state = InstanceState.of(instance);
        boolean paused = state.has("Paused", Condition.TRUE);
        // Until the node has asked the guest, nobody knows that it is ready.
        boolean unready = !paused && isForAgent(instance) && !state.has(KubeVirtNames.GUEST_READY, Condition.TRUE);
        String status = paused || unready ? Condition.FALSE : Condition.TRUE;
        boolean told = PodState.of(pod)
                .condition(KubeVirtNames.UNPAUSED_GATE)
                .filter(condition -> status.equals(condition.getStatus()))
                .isPresent();
        if (told || !PodState.of(pod).isRunning()) {
            return Optional.empty();
        }
        return Optional.of(JsonNodeFactory.instance
                .objectNode()
                .put("type", KubeVirtNames.UNPAUSED_GATE)
                .put("status", status)
                .put("reason", paused ? "Paused" : unready ? "GuestNotReady" : "NotPaused")
                .put("message", sentence(paused, unready))
                .put("lastProbeTime", Timestamps.format(now))
                .put("lastTransitionTime", Timestamps.format(now)));
    }

    private static boolean isForAgent(VirtualMachineInstance instance) {
        Probe probe = instance.getSpec().readinessProbe();
        return probe != null && (probe.exec() != null || probe.guestAgentPing() != null);
    }

    private static String sentence(boolean paused, boolean unready) {
        return paused
                ? "the virtual machine is paused"
                : unready
                        ? "the guest does not answer its readiness probe as it should"
                        : "the virtual machine is not paused";
    }
}
