package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.MemoryStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstancePhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.machine.pod.LauncherPod;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The status of an instance, as far as it is the operator's, from what one look at it knew and did. */
final class VmiStatus {
    private VmiStatus() {}

    static VirtualMachineInstanceStatus of(VmiScope scope, VmiPass pass, PodFacts facts) {
        VirtualMachineInstanceStatus before = scope.status();
        VmiConditions conditions = new VmiConditions(before.conditions(), scope.now());
        String phase = pass.progress().phase();
        conditions.ready(pass.pod(), phase, scope.silence());
        conditions.scheduled(pass.pod(), pass.problem());
        conditions.synchronizedWith(pass.problem(), before.nodeName() != null);
        conditions.volumes(scope.dataVolumes().values());
        conditions.provisioning(phase, scope.dataVolumes().values());
        String leaves = leaves(before);
        conditions.leaving(leaves != null);
        conditions.growing(scope.instance(), phase);
        return VirtualMachineInstanceStatusBuilder.builder(before)
                .phase(phase)
                .phaseTransitionTimestamps(transitions(scope, phase, pass.pod()))
                .reason(pass.progress().reason().orElse(before.reason()))
                .conditions(conditions.list())
                .activePods(activePods(scope, before, pass.pod()))
                .nodeName(nodeName(before, pass))
                .evacuationNodeName(leaves)
                .qosClass(pass.pod()
                        .flatMap(pod -> Optional.ofNullable(pod.getStatus()))
                        .map(PodStatus::getQosClass)
                        .orElse(before.qosClass()))
                .launcherContainerImageVersion(
                        pass.pod().map(VmiStatus::image).orElse(before.launcherContainerImageVersion()))
                .memory(memory(scope, before, facts))
                .runtimeUser(Optional.ofNullable(before.runtimeUser())
                        .filter(user -> user != 0)
                        .orElse(LauncherPod.USER))
                .build();
    }

    /** Returns the node that the guest is to leave; nothing once it has left. */
    private static @Nullable String leaves(VirtualMachineInstanceStatus before) {
        String node = before.evacuationNodeName();
        return node == null || node.isEmpty() || !node.equals(before.nodeName()) ? null : node;
    }

    /** What nobody had the time to write is there all the same: an instance is Pending at first, and Scheduling with its Pod. */
    private static List<VirtualMachineInstancePhaseTransitionTimestamp> transitions(
            VmiScope scope, String phase, Optional<Pod> pod) {
        List<VirtualMachineInstancePhaseTransitionTimestamp> all = new ArrayList<>(
                Optional.ofNullable(scope.status().phaseTransitionTimestamps()).orElse(List.of()));
        if (all.isEmpty() && !VmiProgress.PENDING.equals(phase)) {
            all.add(since(VmiProgress.PENDING, Optional.of(scope.instance()), scope.now()));
        }
        if (VmiProgress.SCHEDULED.equals(phase)
                && VmiProgress.PENDING.equals(all.getLast().phase())) {
            all.add(since(VmiProgress.SCHEDULING, pod, scope.now()));
        }
        if (all.isEmpty() || !phase.equals(all.getLast().phase())) {
            all.add(since(phase, Optional.empty(), scope.now()));
        }
        return all;
    }

    /** A phase that began with an object, or now. */
    private static VirtualMachineInstancePhaseTransitionTimestamp since(
            String phase, Optional<? extends HasMetadata> object, Instant now) {
        String began =
                object.map(made -> made.getMetadata().getCreationTimestamp()).orElseGet(() -> Timestamps.format(now));
        return new VirtualMachineInstancePhaseTransitionTimestamp(phase, began, null);
    }

    /** The Pod that carries the guest, and others that have not ended: the target of a migration. */
    private static Map<String, String> activePods(
            VmiScope scope, VirtualMachineInstanceStatus before, Optional<Pod> pod) {
        Map<String, String> active = new TreeMap<>();
        pod.ifPresent(found -> active.put(found.getMetadata().getUid(), node(found)));
        scope.pods().stream()
                .filter(other -> !List.of("Succeeded", "Failed")
                        .contains(PodState.of(other).phase()))
                .forEach(other -> active.put(other.getMetadata().getUid(), node(other)));
        return active.isEmpty()
                ? new TreeMap<>(Optional.ofNullable(before.activePods()).orElse(Map.of()))
                : active;
    }

    private static String node(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getNodeName()).orElse("");
    }

    private static @Nullable String nodeName(VirtualMachineInstanceStatus before, VmiPass pass) {
        return VmiProgress.SCHEDULED.equals(pass.progress().phase())
                ? pass.pod().map(pod -> pod.getSpec().getNodeName()).orElse(before.nodeName())
                : before.nodeName();
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    private static MemoryStatus memory(VmiScope scope, VirtualMachineInstanceStatus before, PodFacts facts) {
        Optional<Quantity> guest = Optional.ofNullable(
                        scope.instance().getSpec().domain())
                .map(DomainSpec::memory)
                .map(Memory::guest);
        MemoryStatusBuilder memory = Optional.ofNullable(before.memory())
                .map(MemoryStatusBuilder::builder)
                .orElseGet(MemoryStatusBuilder::builder);
        guest.ifPresent(amount -> {
            memory.guestAtBoot(Optional.ofNullable(memory.guestAtBoot()).orElse(amount));
            memory.guestCurrent(Optional.ofNullable(memory.guestCurrent()).orElse(amount));
            memory.guestRequested(Optional.ofNullable(memory.guestRequested()).orElse(amount));
        });
        if (memory.memoryOverhead() == null) {
            memory.memoryOverhead(
                    Bytes.quantity(facts.overheadBytes(scope.instance().getSpec())));
        }
        return memory.build();
    }
}
