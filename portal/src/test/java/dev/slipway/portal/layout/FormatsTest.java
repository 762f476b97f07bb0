package dev.slipway.portal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.cluster.Reachability;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FormatsTest {
    @Test
    void sizes_have_the_largest_unit_that_fits_and_one_decimal_at_most() {
        assertThat(Formats.bytes(0)).isEqualTo("0 B");
        assertThat(Formats.bytes(1023)).isEqualTo("1023 B");
        assertThat(Formats.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Formats.bytes(16L << 30)).isEqualTo("16 GiB");
        assertThat(Formats.bytes(1200L << 30)).isEqualTo("1.2 TiB");
        assertThat(Formats.bytes(Long.MAX_VALUE)).isEqualTo("8192 PiB");
    }

    @Test
    void times_are_short() {
        assertThat(Formats.span(Duration.ofSeconds(-3))).isEqualTo("0 s");
        assertThat(Formats.span(Duration.ofSeconds(89))).isEqualTo("89 s");
        assertThat(Formats.span(Duration.ofSeconds(90))).isEqualTo("1 min");
        assertThat(Formats.span(Duration.ofMinutes(89))).isEqualTo("89 min");
        assertThat(Formats.span(Duration.ofHours(47))).isEqualTo("47 h");
        assertThat(Formats.span(Duration.ofDays(41))).isEqualTo("41 d");
    }

    @Test
    void outage_tells_the_age_of_what_is_shown() {
        Instant now = Instant.parse("2026-11-24T12:00:00Z");

        Frame.Outage outage = Frames.outage(new Reachability.Lost(now.minusSeconds(180), "Connection refused"), now)
                .orElseThrow();

        assertThat(outage.title()).contains("3 min ago; actions wait");
        assertThat(outage.text()).contains("Connection refused").contains("Machines keep running");
        assertThat(Frames.outage(new Reachability.Reached(), now)).isEmpty();
    }
}
