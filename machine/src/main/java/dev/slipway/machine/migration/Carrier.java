package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.pod.LauncherNames;
import java.util.Optional;

/**
 * Which Pod may run a guest. {@code status.nodeName} alone decides it: while it is the migration's source, the guest is the
 * source Pod's; the one write that makes it the target hands the guest over. So no guest ever runs twice.
 */
public final class Carrier {
    private Carrier() {}

    /** What a launcher Pod is to an instance. */
    public enum Role {
        /** It runs the guest, or is to start it. */
        CARRIER,
        /** It waits for the guest to arrive. */
        TARGET,
        /** The guest has left it. */
        FORMER,
        /** It has nothing to do with the guest any more, e.g. the target of a migration that failed. */
        NONE
    }

    /** Returns the name of the Pod that may run the guest, existing or not. */
    public static String pod(VirtualMachineInstance instance) {
        String first = LauncherNames.pod(
                instance.getMetadata().getName(), instance.getMetadata().getUid());
        return state(instance)
                .flatMap(
                        move -> Optional.ofNullable(isHandedOver(instance, move) ? move.targetPod() : move.sourcePod()))
                .filter(name -> !name.isEmpty())
                .orElse(first);
    }

    /** Returns what a Pod is to the instance that it was made for. */
    public static Role role(VirtualMachineInstance instance, String pod) {
        if (pod.equals(pod(instance))) {
            return Role.CARRIER;
        }
        Optional<VirtualMachineInstanceMigrationState> move = state(instance);
        if (move.isEmpty()) {
            return Role.NONE;
        }
        boolean handedOver = isHandedOver(instance, move.get());
        if (handedOver && pod.equals(move.get().sourcePod())) {
            return Role.FORMER;
        }
        boolean expected =
                !handedOver && isOpen(move.get()) && pod.equals(move.get().targetPod());
        return expected ? Role.TARGET : Role.NONE;
    }

    /** Returns the instance's last migration, if it had one. */
    public static Optional<VirtualMachineInstanceMigrationState> state(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus()).map(VirtualMachineInstanceStatus::migrationState);
    }

    /** Returns whether the guest is the target's. */
    public static boolean isHandedOver(VirtualMachineInstance instance, VirtualMachineInstanceMigrationState move) {
        VirtualMachineInstanceStatus status = instance.getStatus();
        String node = status == null ? null : status.nodeName();
        return node != null && node.equals(move.targetNode());
    }

    /** Returns whether nobody has said yet how a migration ended. */
    public static boolean isOpen(VirtualMachineInstanceMigrationState move) {
        return move.endTimestamp() == null
                && !Boolean.TRUE.equals(move.completed())
                && !Boolean.TRUE.equals(move.failed());
    }
}
