package dev.slipway.nodeagent.host;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The kernel's way to write sets of processors (cpuset(7), list format). */
public final class CpuList {
    private CpuList() {}

    /** Reads {@code 2-3,18}; what is no range is left out. */
    public static List<Integer> parse(String text) {
        List<Integer> cpus = new ArrayList<>();
        for (String range : text.split(",", -1)) {
            if (range.matches("\\d{1,5}(-\\d{1,5})?")) {
                String[] ends = range.split("-", 2);
                IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                        .forEach(cpus::add);
            }
        }
        return cpus;
    }
}
