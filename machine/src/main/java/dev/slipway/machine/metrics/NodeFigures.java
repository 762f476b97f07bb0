package dev.slipway.machine.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a node is used.
 *
 * @param packages number of its processors as pieces of hardware
 * @param cpuSeconds time that its processors have worked
 * @param memory sizes of {@code /proc/meminfo} by name, KiB
 * @param swappedIn what it has read from its swap since its start, KiB
 * @param swappedOut what it has written to it
 */
public record NodeFigures(int packages, double cpuSeconds, Map<String, Long> memory, long swappedIn, long swappedOut) {
    /** Times in {@code /proc/stat} are hundredths of a second on every architecture (proc(5), {@code USER_HZ}). */
    static final double TICKS = 100;

    public NodeFigures {
        memory = Map.copyOf(memory);
    }

    /**
     * Reads the kernel's own words.
     *
     * @param packages number of the hardware's package of each processor
     * @param stat {@code /proc/stat}
     * @param meminfo {@code /proc/meminfo}
     * @param vmstat {@code /proc/vmstat}
     * @param pageBytes size of a page
     */
    public static NodeFigures of(Set<String> packages, String stat, String meminfo, String vmstat, long pageBytes) {
        Map<String, Long> pages = numbers(vmstat);
        return new NodeFigures(
                packages.size(),
                cpuSeconds(stat),
                numbers(meminfo),
                pages.getOrDefault("pswpin", 0L) * pageBytes / 1024,
                pages.getOrDefault("pswpout", 0L) * pageBytes / 1024);
    }

    /** Returns a size of memory in KiB; 0 if the kernel does not tell it. */
    long kibibytes(String name) {
        return memory.getOrDefault(name, 0L);
    }

    /** The first three times of the line {@code cpu}: user, nice, system. */
    private static double cpuSeconds(String stat) {
        String[] times = stat.lines()
                .filter(line -> line.startsWith("cpu "))
                .findFirst()
                .orElse("cpu  0 0 0")
                .split(" +");
        return (Long.parseLong(times[1]) + Long.parseLong(times[2]) + Long.parseLong(times[3])) / TICKS;
    }

    /** Lines of a name, with or without colon, and a number. */
    private static Map<String, Long> numbers(String text) {
        Map<String, Long> numbers = new HashMap<>();
        text.lines().map(line -> line.split(":? +")).forEach(words -> {
            if (words.length > 1 && words[1].matches("\\d{1,18}")) {
                numbers.put(words[0], Long.valueOf(words[1]));
            }
        });
        return numbers;
    }
}
