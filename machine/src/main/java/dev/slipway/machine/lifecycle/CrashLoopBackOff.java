package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.VirtualMachineStartFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How often in a row a virtual machine failed before its guest ever ran, and when the next try is due.
 * Source: KubeVirt v1.9.0, {@code pkg/virt-controller/watch/vm/vm.go}.
 *
 * @param failures consecutive failures, 1 or more
 * @param lastInstance uid of the instance that failed last
 * @param retryAfter time of the next try
 */
public record CrashLoopBackOff(int failures, String lastInstance, Instant retryAfter) {
    private static final Duration UNIT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    public CrashLoopBackOff {
        if (failures < 1) {
            throw new IllegalArgumentException("failures is " + failures + ", it must be 1 or more");
        }
    }

    /** Returns what the status says, if it says something usable. */
    public static Optional<CrashLoopBackOff> of(VirtualMachineStartFailure status) {
        if (status.consecutiveFailCount() == null || status.consecutiveFailCount() < 1) {
            return Optional.empty();
        }
        return Optional.of(new CrashLoopBackOff(
                status.consecutiveFailCount(),
                Optional.ofNullable(status.lastFailedVMIUID()).orElse(""),
                Optional.ofNullable(status.retryAfterTimestamp())
                        .flatMap(Timestamps::parse)
                        .orElse(Instant.EPOCH)));
    }

    /**
     * Returns the state after a look at the current instance.
     *
     * @param before state so far
     * @param strategy the run strategy; those that never start by themselves do not count
     * @param instance the current instance
     * @param now time of the look
     * @param jitter a random number from 0 to 1, which spreads the tries of many virtual machines
     */
    public static Optional<CrashLoopBackOff> next(
            Optional<CrashLoopBackOff> before,
            RunStrategy strategy,
            Optional<InstanceState> instance,
            Instant now,
            double jitter) {
        return switch (strategy) {
            case HALTED, MANUAL, WAIT_AS_RECEIVER -> Optional.empty();
            case ALWAYS, RERUN_ON_FAILURE, ONCE -> {
                if (instance.filter(InstanceState::everRan).isPresent()) {
                    yield Optional.empty();
                }
                yield instance.filter(InstanceState::hasFailed)
                        .map(failed -> after(before, failed.uid(), now, jitter))
                        .or(() -> before);
            }
        };
    }

    private static CrashLoopBackOff after(
            Optional<CrashLoopBackOff> before, String instance, Instant now, double jitter) {
        return before.filter(known -> known.lastInstance.equals(instance)).orElseGet(() -> {
            int count = before.map(CrashLoopBackOff::failures).orElse(0) + 1;
            Instant due = now.plus(delay(count, jitter)).truncatedTo(ChronoUnit.SECONDS);
            return new CrashLoopBackOff(count, instance, due);
        });
    }

    /** Returns the delay before the try after so many failures: 10 n² seconds and up to half more, at most 300. */
    static Duration delay(int failures, double jitter) {
        long base = Math.min(LONGEST.toMillis(), UNIT.toMillis() * failures * failures);
        Duration delay = Duration.ofMillis(base + (long) (jitter * base / 2));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    /** Returns the time left until the next try, or nothing if it is due. */
    public Optional<Duration> left(Instant now) {
        return now.isBefore(retryAfter) ? Optional.of(Duration.between(now, retryAfter)) : Optional.empty();
    }

    /** Returns the state as the status shows it. */
    public VirtualMachineStartFailure status() {
        return new VirtualMachineStartFailure(failures, lastInstance, Timestamps.format(retryAfter), null);
    }
}
