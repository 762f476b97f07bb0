package dev.slipway.machine.metrics;

import java.util.Locale;

/**
 * One figure as vhostmd tells it.
 *
 * @param subject what it is about
 * @param type name of the value's type
 * @param name its name
 * @param value the value as text
 * @param unit its unit; empty if it has none
 */
record Metric(Subject subject, String type, String name, String value, String unit) {
    /** What figures are about. */
    enum Subject {
        /** The node. */
        HOST,
        /** The guest. */
        VM
    }

    static Metric text(Subject subject, String name, String value) {
        return new Metric(subject, "string", name, value, "");
    }

    static Metric count(Subject subject, String name, int value) {
        return new Metric(subject, "int64", name, Integer.toString(value), "");
    }

    /** A point in time, seconds since 1970. */
    static Metric time(Subject subject, String name, long seconds) {
        return new Metric(subject, "int64", name, Long.toString(seconds), "s");
    }

    static Metric seconds(Subject subject, String name, double value) {
        return new Metric(subject, "real64", name, String.format(Locale.ROOT, "%.6f", value), "s");
    }

    static Metric kibibytes(Subject subject, String name, long value) {
        return new Metric(subject, "uint64", name, Long.toUnsignedString(value), "KiB");
    }

    /** Returns it as XML, indented by two for the list around it. */
    String xml() {
        return "  <metric type=\"" + type + "\" context=\"" + subject.name().toLowerCase(Locale.ROOT) + "\""
                + (unit.isEmpty() ? "" : " unit=\"" + unit + "\"") + ">\n"
                + "    <name>" + name + "</name>\n"
                + "    <value>" + escaped(value) + "</value>\n"
                + "  </metric>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
