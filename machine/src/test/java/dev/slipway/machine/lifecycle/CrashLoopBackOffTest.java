package dev.slipway.machine.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CrashLoopBackOffTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void the_delay_grows_with_the_square_of_the_failures_to_five_minutes() {
        assertThat(CrashLoopBackOff.delay(1, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(CrashLoopBackOff.delay(1, 1)).isEqualTo(Duration.ofSeconds(15));
        assertThat(CrashLoopBackOff.delay(3, 0)).isEqualTo(Duration.ofSeconds(90));
        assertThat(CrashLoopBackOff.delay(6, 1)).isEqualTo(Duration.ofMinutes(5));
        assertThat(CrashLoopBackOff.delay(1_000_000, 1)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void each_instance_counts_once() {
        Optional<CrashLoopBackOff> first = next(Optional.empty(), failed("a"));
        Optional<CrashLoopBackOff> again = next(first, failed("a"));
        assertThat(again).isEqualTo(first);
        assertThat(next(again, failed("b")).orElseThrow().failures()).isEqualTo(2);
    }

    @Test
    void a_guest_that_ran_clears_it() {
        Optional<CrashLoopBackOff> failures = next(Optional.empty(), failed("a"));
        assertThat(next(failures, new InstanceState("b", "Running", false, true, Map.of())))
                .isEmpty();
        assertThat(next(failures, new InstanceState("b", "Failed", false, true, Map.of())))
                .isEmpty();
    }

    @Test
    void it_is_kept_while_the_next_instance_starts() {
        Optional<CrashLoopBackOff> failures = next(Optional.empty(), failed("a"));
        assertThat(next(failures, new InstanceState("b", "Pending", false, false, Map.of())))
                .isEqualTo(failures);
        assertThat(CrashLoopBackOff.next(failures, RunStrategy.ALWAYS, Optional.empty(), NOW, 0))
                .isEqualTo(failures);
    }

    @Test
    void strategies_that_do_not_start_by_themselves_do_not_count() {
        assertThat(CrashLoopBackOff.next(
                        next(Optional.empty(), failed("a")), RunStrategy.MANUAL, Optional.of(failed("b")), NOW, 0))
                .isEmpty();
    }

    @Test
    void the_status_says_the_same_when_read_again() {
        CrashLoopBackOff failures = next(Optional.empty(), failed("a")).orElseThrow();
        assertThat(CrashLoopBackOff.of(failures.status())).contains(failures);
    }

    private static Optional<CrashLoopBackOff> next(Optional<CrashLoopBackOff> before, InstanceState instance) {
        return CrashLoopBackOff.next(before, RunStrategy.ALWAYS, Optional.of(instance), NOW, 0.25);
    }

    private static InstanceState failed(String uid) {
        return new InstanceState(uid, "Failed", false, false, Map.of());
    }
}
