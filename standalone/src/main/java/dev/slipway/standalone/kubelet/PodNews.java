package dev.slipway.standalone.kubelet;

import dev.slipway.operator.cluster.Events;
import dev.slipway.standalone.events.EventQueue;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells what becomes of the containers of Pods, with the reasons and words of Kubernetes' kubelet. */
final class PodNews implements AutoCloseable {
    private final EventQueue events;

    /** Tells it as the kubelet of this node. */
    PodNews(KubernetesClient client, String nodeName) {
        this.events = new EventQueue(client, new Events.Source("kubelet", Optional.of(nodeName)));
    }

    void started(Pod pod, Container container) {
        String field = field(container.getName());
        events.normal(
                pod, field, "Pulled", "Container image \"" + container.getImage() + "\" already present on machine");
        events.normal(pod, field, "Created", "Created container: " + container.getName());
        events.normal(pod, field, "Started", "Started container " + container.getName());
    }

    void notStarted(Pod pod, Container container, String why) {
        events.warning(pod, field(container.getName()), "Failed", "Error: " + why);
    }

    void stopping(Pod pod, Container container) {
        events.normal(pod, field(container.getName()), "Killing", "Stopping container " + container.getName());
    }

    void backsOff(Pod pod, Container container) {
        events.warning(
                pod,
                field(container.getName()),
                "BackOff",
                "Back-off restarting failed container %s in pod %s_%s(%s)"
                        .formatted(
                                container.getName(),
                                pod.getMetadata().getName(),
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getUid()));
    }

    /** Tells what containers wait for, unless the Pod's status tells it already. */
    void waiting(Pod pod, List<ContainerReport> reports) {
        for (ContainerReport report : reports) {
            if (report.state() instanceof ContainerState.Waiting(String reason, String message)
                    && !message.isEmpty()
                    && told(pod, report.name()).noneMatch(message::equals)) {
                switch (reason) {
                    case PodRun.CREATING -> events.warning(pod, "FailedMount", message);
                    default -> events.warning(pod, field(report.name()), "Failed", message);
                }
            }
        }
    }

    private static Stream<String> told(Pod pod, String container) {
        return Stream.ofNullable(pod.getStatus())
                .map(PodStatus::getContainerStatuses)
                .flatMap(List::stream)
                .filter(status -> container.equals(status.getName()))
                .map(ContainerStatus::getState)
                .flatMap(state -> Stream.ofNullable(state.getWaiting()))
                .flatMap(waiting -> Stream.ofNullable(waiting.getMessage()));
    }

    private static String field(String container) {
        return "spec.containers{" + container + "}";
    }

    @Override
    public void close() {
        events.close();
    }
}
