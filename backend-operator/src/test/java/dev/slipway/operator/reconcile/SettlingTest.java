package dev.slipway.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final ObjectKey WEB = new ObjectKey("shop", "web");

    private final Settling settling = new Settling(Duration.ofSeconds(2));

    @Test
    void news_wait_from_the_first_that_was_not_told() {
        assertThat(settling.left(WEB, START)).contains(Duration.ofSeconds(2));
        assertThat(settling.left(WEB, START.plusMillis(500))).contains(Duration.ofMillis(1500));
        assertThat(settling.left(WEB, START.plusSeconds(2))).isEmpty();
    }

    @Test
    void news_after_those_that_were_told_wait_anew() {
        settling.left(WEB, START);
        settling.left(WEB, START.plusSeconds(2));
        assertThat(settling.left(WEB, START.plusSeconds(3))).contains(Duration.ofSeconds(2));
    }

    @Test
    void what_was_told_otherwise_waits_no_more() {
        settling.left(WEB, START);
        settling.settled(WEB);
        assertThat(settling.left(WEB, START.plusSeconds(9))).contains(Duration.ofSeconds(2));
    }

    @Test
    void each_object_waits_for_itself() {
        settling.left(WEB, START);
        assertThat(settling.left(new ObjectKey("shop", "db"), START.plusSeconds(1)))
                .contains(Duration.ofSeconds(2));
    }
}
