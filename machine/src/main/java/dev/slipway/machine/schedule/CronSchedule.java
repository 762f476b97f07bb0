package dev.slipway.machine.schedule;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule as cron has it and CDI reads it: five fields, a word, or {@code @every} and a duration, behind an optional time
 * zone. Source: robfig/cron v3, {@code ParseStandard}.
 */
public sealed interface CronSchedule {
    /** Returns the first time after this one; nothing if there is none within five years, as on the 31st of February. */
    Optional<Instant> next(Instant after);

    /** Returns the schedule that a text says, times being of UTC unless it names a zone; empty if it says none. */
    static Optional<CronSchedule> parse(String text) {
        Matcher zoned = Words.ZONE.matcher(text);
        if (zoned.matches()) {
            return zone(zoned.group(1)).flatMap(zone -> here(zoned.group(2).strip(), zone));
        }
        return here(text.strip(), ZoneOffset.UTC);
    }

    /** Again after each such time, counted in whole seconds. */
    record Every(Duration period) implements CronSchedule {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(Instant.ofEpochSecond(after.getEpochSecond()).plus(period));
        }
    }

    /** Whenever all fields fit; of the two that name days one is enough if neither was left open. */
    record Calendar(List<CronField> fields, ZoneId zone) implements CronSchedule {
        private static final int YEARS = 5;

        public Calendar {
            fields = List.copyOf(fields);
        }

        @Override
        public Optional<Instant> next(Instant after) {
            LocalDateTime start = after.atZone(zone).toLocalDateTime();
            LocalDate end = start.toLocalDate().plusYears(YEARS);
            for (LocalDate day = start.toLocalDate(); day.isBefore(end); day = day.plusDays(1)) {
                Optional<Instant> found = isDay(day) ? on(day, after) : Optional.empty();
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }

        private boolean isDay(LocalDate day) {
            CronField ofMonth = field(CronField.Kind.DAY_OF_MONTH);
            CronField ofWeek = field(CronField.Kind.DAY_OF_WEEK);
            boolean month = ofMonth.fits(day.getDayOfMonth());
            boolean week = ofWeek.fits(day.getDayOfWeek().getValue() % 7);
            boolean fits = ofMonth.isOpen() || ofWeek.isOpen() ? month && week : month || week;
            return fits && field(CronField.Kind.MONTH).fits(day.getMonthValue());
        }

        private Optional<Instant> on(LocalDate day, Instant after) {
            for (int hour = 0; hour < 24; hour++) {
                for (int minute = 0; field(CronField.Kind.HOUR).fits(hour) && minute < 60; minute++) {
                    LocalDateTime local = day.atTime(hour, minute);
                    ZonedDateTime time = local.atZone(zone);
                    // Some hours do not exist on the day on which clocks are put forward.
                    if (field(CronField.Kind.MINUTE).fits(minute)
                            && time.toInstant().isAfter(after)
                            && time.toLocalDateTime().equals(local)) {
                        return Optional.of(time.toInstant());
                    }
                }
            }
            return Optional.empty();
        }

        private CronField field(CronField.Kind kind) {
            return fields.get(CronField.Kind.ALL.indexOf(kind));
        }
    }

    private static Optional<CronSchedule> here(String text, ZoneId zone) {
        if (text.startsWith("@every ")) {
            return every(text.substring("@every ".length()));
        }
        String[] parts = Words.MEANINGS.getOrDefault(text, text).split("\\s+");
        List<CronField.Kind> kinds = CronField.Kind.ALL;
        List<CronField> fields = new ArrayList<>();
        for (int i = 0; i < kinds.size() && parts.length == kinds.size(); i++) {
            CronField.parse(kinds.get(i), parts[i]).ifPresent(fields::add);
        }
        return fields.size() == kinds.size() ? Optional.of(new Calendar(fields, zone)) : Optional.empty();
    }

    /** Reads a duration as Go writes it; shorter than a second is a second, as there. */
    private static Optional<CronSchedule> every(String text) {
        if (!Words.DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal seconds = BigDecimal.ZERO;
        Matcher part = Words.PART.matcher(text);
        while (part.find()) {
            seconds = seconds.add(
                    new BigDecimal(part.group(1)).multiply(Words.SECONDS.getOrDefault(part.group(2), BigDecimal.ZERO)));
        }
        // Go's durations end at 292 years.
        return seconds.compareTo(Words.LONGEST) > 0
                ? Optional.empty()
                : Optional.of(new Every(Duration.ofSeconds(Math.max(1, seconds.longValue()))));
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** The words that may stand in a schedule. */
    final class Words {
        private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.*)");
        private static final String NUMBER = "([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)";
        private static final Pattern PART = Pattern.compile(NUMBER);
        private static final Pattern DURATION = Pattern.compile("(?:" + NUMBER + ")+");
        private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000_000);
        private static final Map<String, BigDecimal> SECONDS = Map.of(
                "ns", new BigDecimal("1e-9"),
                "us", new BigDecimal("1e-6"),
                "µs", new BigDecimal("1e-6"),
                "ms", new BigDecimal("1e-3"),
                "s", BigDecimal.ONE,
                "m", BigDecimal.valueOf(60),
                "h", BigDecimal.valueOf(3600));
        private static final Map<String, String> MEANINGS = Map.of(
                "@yearly", "0 0 1 1 *",
                "@annually", "0 0 1 1 *",
                "@monthly", "0 0 1 * *",
                "@weekly", "0 0 * * 0",
                "@daily", "0 0 * * *",
                "@midnight", "0 0 * * *",
                "@hourly", "0 * * * *");

        private Words() {}
    }
}
