package dev.slipway.benchmarks;

import java.util.List;
import java.util.Locale;

/** Figures of one kind, sorted, e.g. milliseconds. */
public record Percentiles(List<Double> sorted) {
    /** Sorts {@code figures}, of which there is at least one. */
    public static Percentiles of(List<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Percentiles(figures.stream().sorted().toList());
    }

    /** Returns a row of a table of milliseconds: what was measured, p50, p90 and the most. */
    public String row(String what) {
        return String.format(Locale.ROOT, "| %s | %.0f | %.0f | %.0f |", what, at(50), at(90), at(100));
    }

    /** Returns the figure that {@code percent} (0 to 100) of all do not exceed. */
    public double at(double percent) {
        int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
        return sorted.get(Math.clamp(index, 0, sorted.size() - 1));
    }
}
