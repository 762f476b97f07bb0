package dev.slipway.machine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 1/12 * * *             | 2026-11-29T20:00:00Z | 2026-11-30T01:30:00Z",
                "30 1/12 * * *             | 2026-11-29T02:00:00Z | 2026-11-29T13:30:00Z",
                "*/15 * * * *              | 2026-11-29T20:15:00Z | 2026-11-29T20:30:00Z",
                "0 0 * * 0                 | 2026-11-29T20:00:00Z | 2026-12-06T00:00:00Z",
                "@weekly                   | 2026-11-29T20:00:00Z | 2026-12-06T00:00:00Z",
                "@yearly                   | 2026-11-29T20:00:00Z | 2027-01-01T00:00:00Z",
                "@hourly                   | 2026-11-29T20:00:01Z | 2026-11-29T21:00:00Z",
                "@every 1h30m              | 2026-11-29T20:00:00Z | 2026-11-29T21:30:00Z",
                "@every 10ms               | 2026-11-29T20:00:00Z | 2026-11-29T20:00:01Z",
                "0 12 29 feb *             | 2026-11-29T20:00:00Z | 2028-02-29T12:00:00Z",
                "0 12 1 * mon              | 2026-11-29T20:00:00Z | 2026-11-30T12:00:00Z",
                "0 12 1 * ?                | 2026-11-29T20:00:00Z | 2026-12-01T12:00:00Z",
                "0 12 */2 * mon            | 2026-11-30T13:00:00Z | 2026-12-01T12:00:00Z",
                "TZ=Europe/Rome 30 2 * * * | 2027-03-27T12:00:00Z | 2027-03-29T00:30:00Z",
                "CRON_TZ=Asia/Tokyo 0 9 * * * | 2026-11-29T20:00:00Z | 2026-11-30T00:00:00Z",
            })
    void next_time_is_the_one_that_cron_knows(String schedule, Instant after, Instant next) {
        assertThat(CronSchedule.parse(schedule).orElseThrow().next(after)).contains(next);
    }

    @Test
    void day_that_never_comes_has_no_next_time() {
        assertThat(CronSchedule.parse("0 0 31 2 *").orElseThrow().next(Instant.EPOCH))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 7",
                "5-1 * * * *",
                "*/0 * * * *",
                "1-2-3 * * * *",
                "a * * * *",
                "@often",
                "@every",
                "@every 1x",
                "@every 9999999999999h",
                "TZ=Nowhere/City * * * * *"
            })
    void what_cron_cannot_read_is_no_schedule(String schedule) {
        assertThat(CronSchedule.parse(schedule)).isEqualTo(Optional.empty());
    }
}
