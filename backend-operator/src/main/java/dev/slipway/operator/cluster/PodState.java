package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a kubelet and a scheduler say of a Pod; one that nobody has looked at yet is Pending.
 *
 * @param phase its phase
 * @param conditions its conditions
 * @param containers its containers, those that start before the others included
 */
public record PodState(String phase, List<PodCondition> conditions, List<ContainerStatus> containers) {
    private static final String READY = "Ready";

    /** Returns the state of a Pod. */
    public static PodState of(Pod pod) {
        Optional<PodStatus> status = Optional.ofNullable(pod.getStatus());
        return new PodState(
                status.map(PodStatus::getPhase).orElse("Pending"),
                status.map(PodStatus::getConditions).orElse(List.of()),
                status.map(found -> Stream.concat(
                                        found.getInitContainerStatuses().stream(),
                                        found.getContainerStatuses().stream())
                                .toList())
                        .orElse(List.of()));
    }

    /** Returns a condition by its type. */
    public Optional<PodCondition> condition(String type) {
        return conditions.stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    /** Returns whether the Pod takes traffic. */
    public boolean isReady() {
        return isRunning()
                && condition(READY)
                        .filter(condition -> Condition.TRUE.equals(condition.getStatus()))
                        .isPresent();
    }

    /** Returns whether all its containers have ended, for good. */
    public boolean isOver() {
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** Returns whether containers of the Pod run. */
    public boolean isRunning() {
        return "Running".equals(phase);
    }

    /** Returns whether the scheduler has found a node, or may yet. */
    public boolean isSchedulable() {
        return condition("PodScheduled")
                .filter(condition -> Condition.FALSE.equals(condition.getStatus()))
                .isEmpty();
    }

    /** Returns what the scheduler or the kubelet say keeps a container from running; empty if they say nothing. */
    public String whyNotRunning(String container) {
        return condition("PodScheduled")
                .filter(condition -> Condition.FALSE.equals(condition.getStatus()))
                .map(PodCondition::getMessage)
                .or(() -> states(container)
                        .flatMap(state -> Optional.ofNullable(state.getWaiting()).stream())
                        .flatMap(waiting -> Optional.ofNullable(waiting.getMessage()).stream())
                        .findFirst())
                .orElse("");
    }

    /** Returns the states of the containers of this name. */
    public Stream<ContainerState> states(String container) {
        return containers.stream()
                .filter(status -> container.equals(status.getName()))
                .flatMap(status -> Optional.ofNullable(status.getState()).stream());
    }
}
