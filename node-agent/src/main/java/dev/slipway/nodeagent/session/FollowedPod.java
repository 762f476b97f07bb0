package dev.slipway.nodeagent.session;

import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.pod.ControlGroups;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Pod that runs a guest, read as such.
 *
 * @param pod the Pod
 */
public record FollowedPod(Pod pod) {
    /** Name of the container that runs the launcher. */
    static final String CONTAINER = "compute";

    /** Returns whether a Pod runs a guest: labels anybody can give, so it must also be its instance's. */
    public static boolean is(Pod pod) {
        return KubeVirtNames.LAUNCHER.equals(labels(pod).get(KubeVirtNames.APP))
                && Optional.ofNullable(pod.getMetadata().getOwnerReferences()).orElse(List.of()).stream()
                        .anyMatch(owner -> Boolean.TRUE.equals(owner.getController())
                                && owner.getKind().equals("VirtualMachineInstance")
                                && owner.getUid().equals(labels(pod).get(KubeVirtNames.CREATED_BY)));
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    String name() {
        return pod.getMetadata().getName();
    }

    /** Returns whether it was made for a guest that comes from elsewhere. */
    boolean isTarget() {
        return labels(pod).containsKey(KubeVirtNames.MIGRATION_JOB);
    }

    String namespace() {
        return pod.getMetadata().getNamespace();
    }

    /**
     * Returns the number of the launcher's process on this node.
     *
     * @param volume the volume for which it is needed
     */
    long launcher(String volume) throws IOException {
        return ControlGroups.process(uid(), CONTAINER, "")
                .orElseThrow(() ->
                        new IOException("volume \"%s\": the launcher has no process on this node".formatted(volume)));
    }

    /** Returns the uid of the instance that it was made for. */
    public String instanceUid() {
        return Objects.requireNonNullElse(labels(pod).get(KubeVirtNames.CREATED_BY), "");
    }

    /** Returns the name of the instance that it was made for. */
    public String instanceName() {
        return Objects.requireNonNullElse(
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
                        .get(KubeVirtNames.DOMAIN),
                "");
    }

    /** Returns whether the kubelet has said that a container has ended. */
    boolean hasEnded(String container) {
        return container(container).map(ContainerStatus::getState).stream()
                .anyMatch(state -> state.getTerminated() != null);
    }

    /** Returns how the launcher said that its guest ended, once its container has ended. */
    Optional<LauncherEnd> end() {
        Optional<ContainerStateTerminated> terminated = container(CONTAINER)
                .map(ContainerStatus::getState)
                .flatMap(state -> Optional.ofNullable(state.getTerminated()));
        if (terminated.isPresent()) {
            return Optional.of(LauncherEnd.ofTerminationMessage(
                    Objects.requireNonNullElse(terminated.get().getMessage(), "")));
        }
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Failed".equals(phase) || "Succeeded".equals(phase)
                ? Optional.of(LauncherEnd.ofTerminationMessage(""))
                : Optional.empty();
    }

    List<String> addresses() {
        if (pod.getStatus() == null || pod.getStatus().getPodIPs() == null) {
            return List.of();
        }
        return pod.getStatus().getPodIPs().stream().map(PodIP::getIp).toList();
    }

    private Optional<ContainerStatus> container(String name) {
        return Stream.ofNullable(pod.getStatus())
                .flatMap(status -> Stream.ofNullable(status.getContainerStatuses()))
                .flatMap(List::stream)
                .filter(status -> name.equals(status.getName()))
                .findFirst();
    }

    private static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }
}
