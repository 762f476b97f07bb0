package dev.slipway.machine.admission;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cron schedules as CDI reads them: five fields, or a word, behind an optional time zone. Source: robfig/cron v3, {@code ParseStandard}. */
final class CronSchedule {
    private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.*)");
    private static final List<String> WORDS =
            List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
    private static final Pattern EVERY = Pattern.compile("@every (?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
    private static final List<Field> FIELDS = List.of(
            new Field(0, 59, List.of()),
            new Field(0, 23, List.of()),
            new Field(1, 31, List.of()),
            new Field(1, 12, MONTHS),
            new Field(0, 6, DAYS));

    /** Least and most value of a field, and the names of its values, of which the first is the least. */
    private record Field(int least, int most, List<String> names) {
        int value(String text) {
            int named = names.indexOf(text.toLowerCase(Locale.ROOT));
            return named >= 0 ? named + least : text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
        }

        boolean allows(String expression) {
            for (String part : expression.split(",", -1)) {
                if (!allowsRange(part)) {
                    return false;
                }
            }
            return true;
        }

        private boolean allowsRange(String part) {
            String[] stepped = part.split("/", -1);
            if (stepped.length > 2 || stepped.length == 2 && !stepped[1].matches("0*[1-9][0-9]{0,8}")) {
                return false;
            }
            if (stepped[0].equals("*") || stepped[0].equals("?")) {
                return true;
            }
            String[] ends = stepped[0].split("-", -1);
            int first = value(ends[0]);
            int last = ends.length == 2 ? value(ends[1]) : first;
            return ends.length <= 2 && first >= least && last <= most && first <= last;
        }
    }

    private CronSchedule() {}

    /** Whether it can be read; an empty one means that nothing is looked for. */
    static boolean isReadable(String schedule) {
        if (schedule.isEmpty()) {
            return true;
        }
        Matcher zoned = ZONE.matcher(schedule);
        if (zoned.matches()) {
            return isZone(zoned.group(1)) && isReadableHere(zoned.group(2).strip());
        }
        return isReadableHere(schedule.strip());
    }

    private static boolean isZone(String name) {
        try {
            ZoneId.of(name);
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean isReadableHere(String schedule) {
        if (schedule.startsWith("@")) {
            return WORDS.contains(schedule) || EVERY.matcher(schedule).matches();
        }
        String[] parts = schedule.split("\\s+");
        if (parts.length != FIELDS.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            if (!FIELDS.get(i).allows(parts[i])) {
                return false;
            }
        }
        return true;
    }
}
