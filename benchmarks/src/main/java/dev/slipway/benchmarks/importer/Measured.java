package dev.slipway.benchmarks.importer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a command.
 *
 * @param seconds from start to end
 * @param peakKib most memory that it ever had, KiB; of the first process only
 */
record Measured(double seconds, long peakKib) {
    private static final long LONGEST_MINUTES = 10;

    static Measured run(List<String> command, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        Process process = builder.start();
        long peak = 0;
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, peakOf(process.pid()));
            if (System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(LONGEST_MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " takes more than " + LONGEST_MINUTES + " minutes");
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (process.exitValue() != 0) {
            throw new IOException(command + " failed:\n" + Files.readString(log));
        }
        return new Measured(seconds, peak);
    }

    private static long peakOf(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0; // the process has just ended
        }
    }
}
