package dev.slipway.operator.vmi;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.machine.hotplug.LiveSize;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The conditions of an instance that the operator decides; the node-agent's pass through. */
final class VmiConditions {
    private static final String READY = "Ready";
    private static final String POD_SCHEDULED = "PodScheduled";
    private static final String SYNCHRONIZED = "Synchronized";
    private static final String PROVISIONING = "Provisioning";
    private static final String DATA_VOLUMES_READY = "DataVolumesReady";

    private static final String EVICTION_REQUESTED = "EvictionRequested";

    private final ConditionSet conditions;

    VmiConditions(@Nullable List<VirtualMachineInstanceCondition> before, Instant now) {
        conditions = ConditionSet.of(before, now);
    }

    void ready(Optional<Pod> pod, String phase, Optional<NodeSilence> silence) {
        if (pod.isPresent() && silence.isPresent()) {
            conditions.set(
                    READY,
                    Condition.UNKNOWN,
                    InstanceState.NODE_UNREACHABLE,
                    silence.get().sentence());
        } else if (pod.isEmpty()) {
            conditions.set(READY, Condition.FALSE, "PodNotExists", "virt-launcher pod has not yet been scheduled");
        } else if (pod.get().getMetadata().getDeletionTimestamp() != null) {
            conditions.set(READY, Condition.FALSE, "PodTerminating", "virt-launcher pod is terminating");
        } else if (!InstanceState.RUNNING.equals(phase)) {
            conditions.set(READY, Condition.FALSE, "GuestNotRunning", "Guest VM is not reported as running");
        } else {
            PodState.of(pod.get())
                    .condition(READY)
                    .ifPresentOrElse(
                            ready -> conditions.set(READY, ready.getStatus(), ready.getReason(), ready.getMessage()),
                            () -> conditions.set(
                                    READY,
                                    Condition.FALSE,
                                    "PodConditionMissing",
                                    "virt-launcher pod is missing the Ready condition"));
        }
    }

    /** A claim that is missing has no place either, as a scheduler would say of the Pod. */
    void scheduled(Optional<Pod> pod, Optional<VmiProblem> problem) {
        Optional<VmiProblem> missing = problem.filter(VmiProblem.ClaimMissing.class::isInstance);
        if (pod.isEmpty() && missing.isPresent()) {
            conditions.set(
                    POD_SCHEDULED,
                    Condition.FALSE,
                    "Unschedulable",
                    missing.get().message());
            return;
        }
        pod.flatMap(found -> PodState.of(found).condition(POD_SCHEDULED))
                .filter(condition -> Condition.FALSE.equals(condition.getStatus()))
                .ifPresentOrElse(
                        refused -> conditions.set(
                                POD_SCHEDULED, Condition.FALSE, refused.getReason(), refused.getMessage()),
                        () -> conditions.remove(POD_SCHEDULED));
    }

    /** The node-agent writes its own errors into Synchronized once it has the instance. */
    void synchronizedWith(Optional<VmiProblem> problem, boolean handedOver) {
        Optional<VmiProblem> error = problem.filter(VmiProblem::isError);
        if (error.isPresent()) {
            conditions.set(
                    SYNCHRONIZED,
                    Condition.FALSE,
                    error.get().reason(),
                    error.get().message());
        } else if (!handedOver) {
            conditions.remove(SYNCHRONIZED);
        }
    }

    /** Tells whether the DataVolumes are ready, by what each says of itself. Source: {@code watch/vmi/datavolumes.go}. */
    void volumes(Collection<DataVolume> used) {
        if (used.isEmpty()) {
            return;
        }
        Set<String> states = used.stream().map(VmiConditions::readiness).collect(Collectors.toSet());
        if (states.equals(Set.of(Condition.TRUE))) {
            conditions.set(
                    DATA_VOLUMES_READY, Condition.TRUE, "AllDVsReady", "All of the VMI's DVs are bound and ready");
        } else {
            conditions.set(
                    DATA_VOLUMES_READY,
                    states.contains(Condition.FALSE) ? Condition.FALSE : Condition.UNKNOWN,
                    "NotAllDVsReady",
                    "Not all of the VMI's DVs are ready");
        }
    }

    private static String readiness(DataVolume volume) {
        return Optional.ofNullable(volume.getStatus()).map(DataVolumeStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> READY.equals(condition.type()))
                .map(condition -> condition.status() + "")
                .findFirst()
                .orElse(Condition.UNKNOWN);
    }

    /** A DataVolume that waits for its consumer is filled now, before the launcher's Pod is made. */
    void provisioning(String phase, Collection<DataVolume> used) {
        if (!phase.equals(VmiProgress.PENDING)) {
            conditions.remove(PROVISIONING);
        } else if (used.stream().noneMatch(volume -> DataVolumeState.of(volume) == DataVolumeState.FAILED)
                && used.stream().anyMatch(VmiConditions::waitsForConsumer)) {
            conditions.set(PROVISIONING, Condition.TRUE, null, null);
        }
    }

    private static boolean waitsForConsumer(DataVolume volume) {
        return volume.getStatus() != null
                && "WaitForFirstConsumer".equals(volume.getStatus().phase());
    }

    void leaving(boolean marked) {
        conditions.trueWhile(marked, EVICTION_REQUESTED, EVICTION_REQUESTED, "VMI is marked for eviction");
    }

    /** The node-agent takes both away when the guest has what it was to get, and says so if it cannot get it. */
    void growing(VirtualMachineInstance instance, String phase) {
        LiveSize wanted = LiveSize.wanted(instance);
        LiveSize reached = LiveSize.reached(instance);
        boolean running = InstanceState.RUNNING.equals(phase);
        conditions.trueWhile(running && wanted.sockets() != reached.sockets(), LiveSize.PROCESSORS_CHANGE, null, null);
        boolean memory = running && !wanted.hasMemoryOf(reached);
        if (!memory || !conditions.has(LiveSize.MEMORY_CHANGE, Condition.FALSE)) {
            conditions.trueWhile(memory, LiveSize.MEMORY_CHANGE, null, null);
        }
    }

    boolean isPaused() {
        return conditions.has("Paused", Condition.TRUE);
    }

    List<VirtualMachineInstanceCondition> list() {
        return conditions.list(VirtualMachineInstanceCondition::new);
    }
}
