package dev.slipway.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of a process (proc(5)). */
public final class ProcessFigures {
    /** USER_HZ is 100 on every architecture that Linux's procfs has for 64 bits here. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcessFigures() {}

    /** Returns the processor seconds, user and system, that a process and its ended children took. */
    public static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 11; field <= 14; field++) { // utime, stime, cutime, cstime
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /**
     * Returns a sum over the mappings of a process in MiB.
     *
     * @param what {@code Rss} or {@code Pss}
     */
    public static double mib(long pid, String what) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"));
        return lines.stream()
                        .filter(line -> line.startsWith(what + ":"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no " + what + " of process " + pid))
                / 1024.0;
    }

    /** Returns the processes whose command line contains {@code text}. */
    public static List<ProcessHandle> withCommandLine(String text) {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
                                .replace('\0', ' ')
                                .contains(text);
                    } catch (IOException e) {
                        return false; // it has ended
                    }
                })
                .toList();
    }
}
