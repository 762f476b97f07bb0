package dev.slipway.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void agent_is_silent_after_five_minutes_without_a_sign() {
        Heartbeat heartbeat = new Heartbeat(NOON);
        assertThat(heartbeat.left(NOON.plusSeconds(299))).contains(Duration.ofSeconds(1));
        assertThat(heartbeat.left(NOON.plusSeconds(300))).isEmpty();
    }

    @Test
    void time_in_which_there_was_no_operator_is_no_silence() {
        Instant operatorBegan = NOON.plus(Duration.ofHours(8));
        assertThat(new Heartbeat(NOON).notBefore(operatorBegan).left(operatorBegan))
                .contains(Heartbeat.SILENCE);
        assertThat(new Heartbeat(operatorBegan.plusSeconds(9))
                        .notBefore(operatorBegan)
                        .last())
                .isEqualTo(operatorBegan.plusSeconds(9));
    }
}
