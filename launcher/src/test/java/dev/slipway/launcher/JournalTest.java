package dev.slipway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.launcher.lifecycle.LauncherState;
import dev.slipway.launcher.lifecycle.PauseReason;
import dev.slipway.launcher.lifecycle.Phase;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final LauncherState WITH_QEMU =
            LauncherState.NEW.withQemu(new LauncherState.Qemu(7, "7.2.22", "tcg", Instant.EPOCH));

    @Test
    void a_line_says_the_phase_and_what_runs() {
        assertThat(Journal.line(LauncherState.NEW)).isEqualTo("waiting for the plan of the node-agent");
        assertThat(Journal.line(LauncherState.NEW.withPhase(new Phase.Launching())))
                .isEqualTo("Launching");
        assertThat(Journal.line(WITH_QEMU.withPhase(new Phase.Running())))
                .isEqualTo("Running, QEMU 7.2.22 with tcg, process 7");
        assertThat(Journal.line(WITH_QEMU.withPhase(new Phase.Paused(PauseReason.USER))))
                .isEqualTo("Paused (user), QEMU 7.2.22 with tcg, process 7");
    }
}
