package dev.slipway.portal.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private String print = "a";
    private int looks;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private final LiveView view = LiveView.readAgain(
            () -> {
                looks++;
                return print;
            },
            "a",
            new Pace(clock));

    @Test
    void page_is_looked_at_every_two_seconds_and_what_was_put_off_is_not_lost() {
        assertThat(view.next()).isEqualTo(LiveView.Update.NOTHING);
        print = "b";
        now = now.plus(Duration.ofMillis(1999));

        assertThat(view.next()).isEqualTo(LiveView.Update.NOTHING);
        assertThat(looks).isEqualTo(1);
        assertThat(view.putOff()).isTrue();

        now = now.plus(Duration.ofMillis(1));
        assertThat(view.next()).isEqualTo(LiveView.Update.STALE);
        assertThat(view.putOff()).isFalse();
    }
}
