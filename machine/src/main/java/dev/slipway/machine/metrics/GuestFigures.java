package dev.slipway.machine.metrics;

import java.util.Optional;

/**
 * What a guest uses.
 *
 * @param cpuSeconds time that its processors have worked
 * @param cpus number of its processors
 * @param memory what it has, KiB
 */
public record GuestFigures(double cpuSeconds, int cpus, long memory) {
    /** Fields of {@code /proc/<process>/task/<thread>/stat} behind the name: user's and system's time (proc(5)). */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** Reads the seconds that a thread has run out of its {@code stat}; empty if that is none. */
    public static Optional<Double> seconds(String stat) {
        // The name in parentheses may hold blanks and parentheses.
        String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return words.length > SYSTEM && words[USER].matches("\\d{1,15}") && words[SYSTEM].matches("\\d{1,15}")
                ? Optional.of((Long.parseLong(words[USER]) + Long.parseLong(words[SYSTEM])) / NodeFigures.TICKS)
                : Optional.empty();
    }
}
