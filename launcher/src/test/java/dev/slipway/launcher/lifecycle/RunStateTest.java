package dev.slipway.launcher.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunStateTest {
    @ParameterizedTest
    @CsvSource({
        "running,Running,",
        "suspended,Running,",
        "paused,Paused,user",
        "prelaunch,Paused,starting",
        "inmigrate,Paused,migration",
        "postmigrate,Paused,migration",
        "io-error,Paused,io-error",
        "guest-panicked,Paused,panicked",
        "shutdown,ShuttingDown,"
    })
    void state_of_qemu_is_a_phase_with_reason(String status, String phase, @Nullable String reason) {
        Phase found = RunState.phase(status, false);
        assertThat(found.wireName()).isEqualTo(phase);
        assertThat(found.pauseReason().map(PauseReason::wireName).orElse("")).isEqualTo(reason == null ? "" : reason);
    }

    @Test
    void guest_that_has_been_asked_to_end_is_shutting_down_whatever_qemu_says() {
        assertThat(RunState.phase("running", true)).isEqualTo(new Phase.ShuttingDown());
    }
}
