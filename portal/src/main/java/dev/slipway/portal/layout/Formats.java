package dev.slipway.portal.layout;

import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Numbers and times as people read them. In templates: {@code show:bytes(n)}, {@code show:span(duration)}, {@code show:ago(instant)}. */
@TemplateExtension(namespace = "show")
public final class Formats {
    private static final long KIB = 1024;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss", Locale.ENGLISH).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH).withZone(ZoneId.systemDefault());
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    private Formats() {}

    /** Returns a size in bytes with a binary unit and at most one decimal: "1.5 GiB". */
    public static String bytes(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= KIB && unit < UNITS.length - 1) {
            value /= KIB;
            unit++;
        }
        return number(value) + " " + UNITS[unit];
    }

    /** Returns a size in GiB without unit: "0.5", "16". */
    public static String gib(long bytes) {
        return number(bytes / (double) (KIB * KIB * KIB));
    }

    /** Returns a number with at most one decimal. */
    public static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : String.format(Locale.ROOT, "%.1f", rounded);
    }

    /** Returns the words of a text. */
    public static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    /** Returns a part of one in percent: "41 %". */
    public static String percent(double part) {
        return Math.round(part * 100) + " %";
    }

    /** Returns a length of time in its largest fitting unit: "41 d", "20 min", "3 s". */
    public static String span(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 90) {
            return seconds + " s";
        }
        if (seconds < 90 * 60) {
            return seconds / 60 + " min";
        }
        if (seconds < 48 * 3600) {
            return seconds / 3600 + " h";
        }
        return seconds / 86_400 + " d";
    }

    /** Returns how long ago a moment was: "20 min ago". */
    public static String ago(Instant moment) {
        return span(Duration.between(moment, Instant.now())) + " ago";
    }

    /** Returns the time since a moment: "41 d". */
    public static String since(Instant moment) {
        return span(Duration.between(moment, Instant.now()));
    }

    /** Returns date and time to the second. */
    public static String exact(Instant moment) {
        return EXACT.format(moment);
    }

    /** Returns the time of a moment of today, else its day. */
    public static String moment(Instant moment) {
        boolean today = DAY.format(moment).equals(DAY.format(Instant.now()));
        return today ? TIME.format(moment) : DAY.format(moment) + ", " + TIME.format(moment);
    }
}
