package dev.slipway.standalone.recorded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many cases agree, which do not, and which differ on purpose. */
final class Tally {
    private final String name;
    private final List<String> differing = new ArrayList<>();
    private final Map<String, List<String>> deliberate = new TreeMap<>();
    private int agreeing;

    Tally(String name) {
        this.name = name;
    }

    synchronized void agrees() {
        agreeing++;
    }

    synchronized void differs(String entry, List<String> found) {
        differing.add(entry + " " + found);
    }

    synchronized void differsOnPurpose(String entry, String reason) {
        deliberate.computeIfAbsent(reason, _ -> new ArrayList<>()).add(entry);
    }

    int size() {
        return agreeing
                + differing.size()
                + deliberate.values().stream().mapToInt(List::size).sum();
    }

    /** Returns the share of cases that agree among those that are not different on purpose. */
    double share() {
        return (double) agreeing / (agreeing + differing.size());
    }

    List<String> differing() {
        return differing;
    }

    /** Writes all that differs to {@code target/}, and the sums to the log. */
    void report() throws IOException {
        Path report = Path.of("target", "recorded-" + name + ".txt");
        List<String> lines = new ArrayList<>(differing);
        deliberate.forEach((reason, entries) -> lines.add("on purpose: " + reason + " " + entries));
        Files.createDirectories(report.getParent());
        Files.write(report, lines);
        System.out.printf(
                "recorded %s: %d cases, %d agree, %d differ, %d differ on purpose; see %s%n",
                name, size(), agreeing, differing.size(), size() - agreeing - differing.size(), report);
    }
}
