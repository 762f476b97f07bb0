package dev.slipway.launcher.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CourseTest {
    @Test
    void a_guest_that_switches_itself_off_ends_by_guest_shutdown() {
        assertThat(Course.NEW.withShutdown("guest-shutdown").end(0, "").kind()).isEqualTo(End.Kind.GUEST_SHUTDOWN);
    }

    @Test
    void a_guest_that_switches_off_when_asked_is_stopped() {
        Course course = Course.NEW.withStopWanted(Duration.ofSeconds(30)).withShutdown("guest-shutdown");
        assertThat(course.end(0, "").kind()).isEqualTo(End.Kind.STOPPED);
    }

    @Test
    void a_guest_whose_grace_is_over_is_killed_and_the_message_names_the_grace() {
        End end = Course.NEW
                .withStopWanted(Duration.ofSeconds(30))
                .withForce(Course.Force.GRACE_OVER)
                .withShutdown("host-signal")
                .end(0, "");
        assertThat(end.kind()).isEqualTo(End.Kind.KILLED);
        assertThat(end.message()).contains("grace period of 30 s");
    }

    @Test
    void a_panic_outweighs_how_qemu_ended() {
        assertThat(Course.NEW
                        .withPanic(true)
                        .withForce(Course.Force.REQUESTED)
                        .end(0, "")
                        .kind())
                .isEqualTo(End.Kind.PANICKED);
    }

    @Test
    void a_panic_before_a_reset_is_forgotten() {
        assertThat(Course.NEW
                        .withPanic(true)
                        .withPanic(false)
                        .withShutdown("guest-shutdown")
                        .end(0, "")
                        .kind())
                .isEqualTo(End.Kind.GUEST_SHUTDOWN);
    }

    @Test
    void qemu_ending_without_a_shutdown_is_a_crash_with_its_last_words() {
        End end = Course.NEW.end(139, "Segmentation fault");
        assertThat(end.kind()).isEqualTo(End.Kind.CRASHED);
        assertThat(end.message()).isEqualTo("QEMU failed while the guest ran by signal 11: Segmentation fault");
        assertThat(end.exitCode()).isEqualTo(139);
    }

    @Test
    void a_signal_from_outside_is_killed() {
        assertThat(Course.NEW.withShutdown("host-signal").end(0, "").kind()).isEqualTo(End.Kind.KILLED);
    }

    @Test
    void a_guest_that_has_moved_is_no_crash_however_its_qemu_ends() {
        assertThat(Course.NEW
                        .withMoved()
                        .withForce(Course.Force.NEVER_RAN)
                        .end(137, "")
                        .kind())
                .isEqualTo(End.Kind.MIGRATED);
        assertThat(Course.NEW.withMoved().end(139, "Segmentation fault").kind()).isEqualTo(End.Kind.MIGRATED);
    }

    @Test
    void only_ends_as_asked_exit_with_zero() {
        for (End.Kind kind : End.Kind.values()) {
            boolean asAsked = kind == End.Kind.GUEST_SHUTDOWN || kind == End.Kind.STOPPED || kind == End.Kind.MIGRATED;
            assertThat(kind.launcherExitCode()).as(kind.wireName()).isEqualTo(asAsked ? 0 : 1);
        }
    }

    @Test
    void a_termination_message_has_at_most_four_kibibytes() {
        End end = new End(End.Kind.CRASHED, "ä\"\n".repeat(10_000), 1);
        assertThat(end.toJson().toString().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(4096);
        assertThat(end.toJson().text("message").orElseThrow())
                .startsWith("ä\"\nä")
                .endsWith("…");
    }
}
