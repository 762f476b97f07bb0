package dev.slipway.machine.replicas;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.pool.VirtualMachinePoolAutohealingStrategy;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.GoDuration;
import dev.slipway.machine.lifecycle.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When a machine of a pool has failed to start for so long, or so often, that a fresh one takes its place. */
public final class FailingMachine {
    private static final long FAILURES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<String> FAILING = Set.of(
            "CrashLoopBackOff",
            "ErrorUnschedulable",
            "DataVolumeError",
            "ErrorPvcNotFound",
            "ErrImagePull",
            "ImagePullBackOff");

    private FailingMachine() {}

    /** Returns the time that is left to a machine, zero if it is to be replaced now; nothing if it does not fail. */
    public static Optional<Duration> left(
            VirtualMachine machine, VirtualMachinePoolAutohealingStrategy healing, Instant now) {
        Optional<VirtualMachineStatus> status = Optional.ofNullable(machine.getStatus());
        long failures = status.map(VirtualMachineStatus::startFailure)
                .map(failure -> Given.number(failure.consecutiveFailCount()))
                .orElse(0L);
        long threshold =
                healing.startUpFailureThreshold() == null ? FAILURES : Given.number(healing.startUpFailureThreshold());
        if (failures >= threshold) {
            return Optional.of(Duration.ZERO);
        }
        return status.filter(found -> FAILING.contains(Given.text(found.printableStatus())))
                .flatMap(FailingMachine::since)
                .map(since -> Duration.between(now, since.plus(patience(healing))))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    private static Duration patience(VirtualMachinePoolAutohealingStrategy healing) {
        return Given.some(healing.minFailingToStartDuration())
                .flatMap(GoDuration::parse)
                .orElse(PATIENCE);
    }

    /** Since when the machine has not been ready for the reason that it gives now. */
    private static Optional<Instant> since(VirtualMachineStatus status) {
        List<VirtualMachineCondition> conditions = Given.list(status.conditions());
        return conditions.stream()
                .filter(condition -> "Ready".equals(condition.type()) && "False".equals(condition.status()))
                .findFirst()
                .flatMap(condition -> Timestamps.parse(Given.text(condition.lastProbeTime()))
                        .or(() -> Timestamps.parse(Given.text(condition.lastTransitionTime()))));
    }
}
