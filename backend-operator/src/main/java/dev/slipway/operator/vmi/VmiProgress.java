package dev.slipway.operator.vmi;

import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * The phase that an instance is in, from its Pod. Up to Scheduled it is the operator's to write, afterwards the
 * node-agent's; the operator only tells an end that the node-agent did not.
 *
 * @param phase the phase
 * @param reason why it ended, if it did
 */
record VmiProgress(String phase, Optional<String> reason) {
    static final String PENDING = "Pending";
    static final String SCHEDULING = "Scheduling";
    static final String SCHEDULED = "Scheduled";

    /** Reason of instances whose guest is gone while nobody was there to tell why, KubeVirt's. */
    static final String NODE_UNRESPONSIVE = "NodeUnresponsive";

    // What a kubelet says of a container that will not start by itself; the rest only takes time.
    private static final Map<String, String> STUCK = Map.of(
            "ErrImagePull", "ErrImagePull",
            "ImagePullBackOff", "ImagePullBackOff",
            "ErrImageNeverPull", "ErrImagePull",
            "InvalidImageName", "ErrImagePull",
            "CreateContainerConfigError", "CreateContainerConfigError",
            "CreateContainerError", "CreateContainerError");

    /**
     * Returns the phase.
     *
     * @param state the instance so far
     * @param pod its Pod; nothing if it has none
     * @param lost whether it had a Pod that is gone
     */
    static VmiProgress of(InstanceState state, Optional<Pod> pod, boolean lost) {
        if (state.isFinal()) {
            return new VmiProgress(state.phase(), Optional.empty());
        }
        if (lost) {
            return failed("The launcher's Pod is gone, and the guest with it.");
        }
        if (pod.isEmpty()) {
            return new VmiProgress(state.phase().isEmpty() ? PENDING : state.phase(), Optional.empty());
        }
        return switch (state.phase()) {
            case "", PENDING, SCHEDULING -> beforeHandOver(pod.get());
            default -> afterHandOver(state, pod.get());
        };
    }

    private static VmiProgress beforeHandOver(Pod pod) {
        return LauncherEnd.of(pod)
                .map(end -> failed(end.sentence()))
                .orElseGet(() -> new VmiProgress(isLauncherRunning(pod) ? SCHEDULED : SCHEDULING, Optional.empty()));
    }

    private static VmiProgress afterHandOver(InstanceState state, Pod pod) {
        return LauncherEnd.of(pod)
                .map(end -> end.asAsked()
                        ? new VmiProgress(InstanceState.SUCCEEDED, Optional.empty())
                        : failed(end.sentence()))
                .orElseGet(() -> new VmiProgress(state.phase(), Optional.empty()));
    }

    /** Returns this, as it is told when the agent of the node has been silent for long. */
    VmiProgress unattended() {
        return reason.isPresent() && InstanceState.FAILED.equals(phase)
                ? new VmiProgress(phase, Optional.of(NODE_UNRESPONSIVE))
                : this;
    }

    private static VmiProgress failed(String sentence) {
        return new VmiProgress(InstanceState.FAILED, Optional.of(sentence));
    }

    /** The container's readiness is the guest's, which cannot be ready before the node-agent has launched it. */
    private static boolean isLauncherRunning(Pod pod) {
        return pod.getSpec().getNodeName() != null
                && PodState.of(pod).isRunning()
                && PodState.of(pod).states(LauncherNames.CONTAINER).anyMatch(state -> state.getRunning() != null);
    }

    /** Returns why a container does not start, if it is for a reason that time does not cure. */
    static Optional<VmiProblem> stuck(Pod pod) {
        return PodState.of(pod).containers().stream()
                .flatMap(container -> Optional.ofNullable(container.getState()).stream())
                .flatMap(state -> Optional.ofNullable(state.getWaiting()).stream())
                .filter(waiting -> waiting.getReason() != null && STUCK.containsKey(waiting.getReason()))
                .findFirst()
                .map(waiting -> new VmiProblem.ContainerStuck(
                        STUCK.getOrDefault(waiting.getReason(), waiting.getReason()), sentence(waiting)));
    }

    private static String sentence(ContainerStateWaiting waiting) {
        return Optional.ofNullable(waiting.getMessage())
                .filter(message -> !message.isEmpty())
                .orElse(waiting.getReason());
    }
}
