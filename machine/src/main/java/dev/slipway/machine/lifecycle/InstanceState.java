package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstancePhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of the current instance of a virtual machine.
 *
 * @param uid its uid
 * @param phase its phase; empty if nobody has written one
 * @param deleting whether it is being deleted
 * @param everRan whether it has ever been in phase Running
 * @param conditions its conditions by type
 */
public record InstanceState(
        String uid,
        String phase,
        boolean deleting,
        boolean everRan,
        Map<String, VirtualMachineInstanceCondition> conditions) {

    /** Phase of an instance whose guest runs. */
    public static final String RUNNING = "Running";

    /** Reason of the condition Ready, with the status Unknown, while the node of an instance does not answer. */
    public static final String NODE_UNREACHABLE = "NodeUnreachable";

    /** Phase of an instance that ended as asked. */
    public static final String SUCCEEDED = "Succeeded";

    /** Phase of an instance that ended otherwise. */
    public static final String FAILED = "Failed";

    public InstanceState {
        conditions = Map.copyOf(conditions);
    }

    /** Returns the state of a stored instance. */
    public static InstanceState of(VirtualMachineInstance instance) {
        Optional<VirtualMachineInstanceStatus> status = Optional.ofNullable(instance.getStatus());
        List<VirtualMachineInstancePhaseTransitionTimestamp> transitions = status.map(
                        VirtualMachineInstanceStatus::phaseTransitionTimestamps)
                .orElse(List.of());
        String phase = status.map(VirtualMachineInstanceStatus::phase).orElse("");
        return new InstanceState(
                instance.getMetadata().getUid(),
                phase,
                instance.getMetadata().getDeletionTimestamp() != null,
                RUNNING.equals(phase)
                        || transitions.stream().anyMatch(transition -> RUNNING.equals(transition.phase())),
                status.map(VirtualMachineInstanceStatus::conditions).orElse(List.of()).stream()
                        .filter(condition -> condition.type() != null)
                        .collect(Collectors.toMap(
                                condition -> condition.type() + "", Function.identity(), (first, second) -> second)));
    }

    /** Returns whether an instance moves to another node right now. */
    public static boolean isMigrating(VirtualMachineInstance instance) {
        Optional<VirtualMachineInstanceMigrationState> move = Optional.ofNullable(instance.getStatus())
                .flatMap(status -> Optional.ofNullable(status.migrationState()));
        return move.filter(found -> found.startTimestamp() != null
                        && !Boolean.TRUE.equals(found.completed())
                        && !Boolean.TRUE.equals(found.failed()))
                .isPresent();
    }

    /** Returns whether the instance has ended. */
    public boolean isFinal() {
        return hasFailed() || SUCCEEDED.equals(phase);
    }

    /** Returns whether the instance has ended otherwise than asked. */
    public boolean hasFailed() {
        return FAILED.equals(phase);
    }

    /** Returns whether the condition is there with this status: {@code True}, {@code False} or {@code Unknown}. */
    public boolean has(String condition, String status) {
        return Optional.ofNullable(conditions.get(condition))
                .filter(found -> status.equals(found.status()))
                .isPresent();
    }

    /** Returns whether the condition is there with this status and reason. */
    public boolean has(String condition, String status, String reason) {
        return has(condition, status)
                && reason.equals(Optional.ofNullable(conditions.get(condition))
                        .map(VirtualMachineInstanceCondition::reason)
                        .orElse(""));
    }
}
