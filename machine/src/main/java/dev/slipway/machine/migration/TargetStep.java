package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationTargetState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationTargetStateBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the node that a guest moves to writes of the migration. */
public final class TargetStep {
    /** Port at which memory and devices arrive; KubeVirt's. */
    public static final int PORT = 49152;

    /** Port at which copied disks arrive; KubeVirt's. */
    public static final int DISK_PORT = 49153;

    private TargetStep() {}

    /** Returns the migration with the address at which the Pod listens. */
    public static VirtualMachineInstanceMigrationState listening(
            VirtualMachineInstanceMigrationState move, String address, boolean copiesDisks) {
        Map<String, Integer> ports = new TreeMap<>();
        ports.put(Integer.toString(PORT), PORT);
        if (copiesDisks) {
            ports.put(Integer.toString(DISK_PORT), DISK_PORT);
        }
        return move.withTargetNodeAddress(address)
                .withTargetDirectMigrationNodePorts(ports)
                .withTargetNodeDomainDetected(true)
                .withTargetState(VirtualMachineInstanceMigrationTargetStateBuilder.builder(state(move))
                        .nodeAddress(address)
                        .directMigrationNodePorts(ports)
                        .domainDetected(true)
                        .build());
    }

    /** Returns the migration failed, because the target cannot take the guest; once it has begun the source says so. */
    public static Optional<VirtualMachineInstanceMigrationState> refused(
            VirtualMachineInstanceMigrationState move, String sentence, Instant now) {
        return move.startTimestamp() == null && Carrier.isOpen(move)
                ? Optional.of(move.withFailed(true)
                        .withCompleted(true)
                        .withFailureReason(sentence)
                        .withEndTimestamp(time(now)))
                : Optional.empty();
    }

    /** Returns the migration with the moment from which the guest runs here, if that is news. */
    public static Optional<VirtualMachineInstanceMigrationState> running(
            VirtualMachineInstance instance, String pod, Instant now) {
        return Carrier.state(instance)
                .filter(move -> pod.equals(move.targetPod()) && Carrier.isHandedOver(instance, move))
                .filter(move -> move.targetNodeDomainReadyTimestamp() == null)
                .map(move -> move.withTargetNodeDomainReadyTimestamp(time(now))
                        .withTargetState(VirtualMachineInstanceMigrationTargetStateBuilder.builder(state(move))
                                .domainReadyTimestamp(time(now))
                                .build()));
    }

    private static VirtualMachineInstanceMigrationTargetState state(VirtualMachineInstanceMigrationState move) {
        return Optional.ofNullable(move.targetState())
                .orElseGet(() -> VirtualMachineInstanceMigrationTargetStateBuilder.builder()
                        .build());
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
