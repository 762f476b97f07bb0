package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a kubelet knows of a Pod at one moment.
 *
 * @param containers in the order of the spec
 * @param addresses the Pod's addresses; empty while it has none
 * @param hostIp address of the node
 * @param now time of the report, becomes the transition time of what changed
 */
record PodReport(List<ContainerReport> containers, List<String> addresses, String hostIp, Instant now) {
    PodReport {
        containers = List.copyOf(containers);
        addresses = List.copyOf(addresses);
    }

    PodPhase phase(Pod pod) {
        return PodPhase.of(
                containers.stream().map(ContainerReport::state).toList(),
                Objects.requireNonNullElse(pod.getSpec().getRestartPolicy(), "Always"));
    }

    /** Returns the status of {@code pod} after this report; conditions of others are kept. */
    PodStatus status(Pod pod) {
        PodStatus before = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        PodPhase phase = phase(pod);
        boolean containersReady = !containers.isEmpty() && containers.stream().allMatch(ContainerReport::ready);
        List<String> openGates = openGates(pod, before);
        boolean ready = containersReady && openGates.isEmpty();
        List<PodCondition> conditions = new ArrayList<>(before.getConditions());
        put(conditions, "PodReadyToStartContainers", !addresses.isEmpty() && !phase.isFinal(), null, null);
        put(conditions, "Initialized", true, phase == PodPhase.SUCCEEDED ? "PodCompleted" : null, null);
        String notReady = phase.isFinal() ? "PodCompleted" : "ContainersNotReady";
        put(conditions, "ContainersReady", containersReady, containersReady ? null : notReady, null);
        put(
                conditions,
                "Ready",
                ready,
                ready ? null : containersReady ? "ReadinessGatesNotReady" : notReady,
                containersReady && !ready
                        ? "corresponding condition of pod readiness gate \"" + openGates.getFirst()
                                + "\" does not exist or is not True."
                        : null);
        put(conditions, "PodScheduled", true, null, null);
        return new PodStatusBuilder(before)
                .withPhase(phase.text())
                .withHostIP(hostIp)
                .withPodIP(addresses.isEmpty() ? null : addresses.getFirst())
                .withPodIPs(addresses.stream().map(PodIP::new).toList())
                .withStartTime(Optional.ofNullable(before.getStartTime()).orElse(time(now)))
                .withQosClass(Optional.ofNullable(before.getQosClass()).orElse("Burstable"))
                .withConditions(conditions)
                .withContainerStatuses(containers.stream()
                        .map(report -> containerStatus(pod, report))
                        .toList())
                .build();
    }

    private static List<String> openGates(Pod pod, PodStatus status) {
        return Objects.requireNonNullElse(pod.getSpec().getReadinessGates(), List.<PodReadinessGate>of()).stream()
                .map(PodReadinessGate::getConditionType)
                .filter(type -> status.getConditions().stream()
                        .noneMatch(
                                condition -> condition.getType().equals(type) && "True".equals(condition.getStatus())))
                .toList();
    }

    private void put(
            List<PodCondition> conditions,
            String type,
            boolean holds,
            @Nullable String reason,
            @Nullable String message) {
        String status = holds ? "True" : "False";
        Optional<PodCondition> old = conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
        String since = old.filter(condition -> status.equals(condition.getStatus()))
                .map(PodCondition::getLastTransitionTime)
                .orElse(time(now));
        PodCondition fresh = new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
        old.ifPresentOrElse(
                condition -> conditions.set(conditions.indexOf(condition), fresh), () -> conditions.add(fresh));
    }

    private static ContainerStatus containerStatus(Pod pod, ContainerReport report) {
        var builder = new ContainerStatusBuilder()
                .withName(report.name())
                .withImage(report.image())
                .withImageID("slipway://" + report.image())
                .withRestartCount(report.restarts())
                .withContainerID("process://" + pod.getMetadata().getUid() + "/" + report.name());
        return switch (report.state()) {
            case ContainerState.Waiting waiting ->
                builder.withReady(false)
                        .withStarted(false)
                        .withNewState()
                        .withNewWaiting(waiting.message(), waiting.reason())
                        .endState()
                        .build();
            case ContainerState.Running running ->
                builder.withReady(report.ready())
                        .withStarted(true)
                        .withNewState()
                        .withNewRunning(time(running.started()))
                        .endState()
                        .build();
            case ContainerState.Ended ended ->
                builder.withReady(false)
                        .withStarted(false)
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(ended.exitCode())
                        .withReason(ended.exitCode() == 0 ? "Completed" : "Error")
                        .withMessage(ended.message().isEmpty() ? null : ended.message())
                        .withStartedAt(time(ended.started()))
                        .withFinishedAt(time(ended.finished()))
                        .endTerminated()
                        .endState()
                        .build();
        };
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
