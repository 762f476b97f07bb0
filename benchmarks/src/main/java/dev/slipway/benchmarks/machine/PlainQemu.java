package dev.slipway.benchmarks.machine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;

/** The anchor of machine starts: QEMU alone, with its monitor on its standard streams. */
final class PlainQemu {
    private static final List<String> COMMAND = List.of(
            "qemu-system-x86_64",
            "-machine",
            "q35,accel=tcg",
            "-cpu",
            "max",
            "-m",
            "64",
            "-nodefaults",
            "-display",
            "none",
            "-S",
            "-qmp",
            "stdio");

    private PlainQemu() {}

    /** Starts one, waits for the greeting, ends it. */
    static double millisecondsToGreeting() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Process qemu = new ProcessBuilder(COMMAND)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader monitor = new BufferedReader(new InputStreamReader(qemu.getInputStream(), UTF_8))) {
            String greeting = monitor.readLine();
            long end = System.nanoTime();
            if (greeting == null || !greeting.contains("\"QMP\"")) {
                throw new IOException("QEMU did not greet: " + greeting);
            }
            return (end - begin) / 1e6;
        } finally {
            qemu.destroyForcibly().waitFor();
        }
    }
}
