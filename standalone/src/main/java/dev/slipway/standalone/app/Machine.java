package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.standalone.kubelet.NodeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This machine as virtual nodes: each has all processors, and an equal share of memory and disk.
 *
 * @param hostName its name, as the name of the first node
 */
record Machine(String hostName) {
    /** Kept for the host itself and for Slipway's own process. */
    private static final long RESERVED_MEMORY = 1L << 30;

    private static final int MOST_PODS = 1000;

    static Machine look() throws IOException {
        String name =
                Files.readString(Path.of("/proc/sys/kernel/hostname"), UTF_8).strip();
        String label = name.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9.-]", "-")
                .replaceAll("^[^a-z0-9]+", "");
        return new Machine(label.isEmpty() ? "node" : label);
    }

    /** Returns the facts of {@code count} nodes. */
    List<NodeFacts> nodes(int count, Path data, String version) throws IOException {
        long memory = Math.max(RESERVED_MEMORY / 2, memoryBytes() - RESERVED_MEMORY) / count;
        long disk = Files.getFileStore(data).getTotalSpace() / count;
        List<NodeFacts> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add(new NodeFacts(
                    i == 1 ? hostName : hostName + "-" + i,
                    "127.0.0." + i,
                    Runtime.getRuntime().availableProcessors(),
                    memory,
                    disk,
                    MOST_PODS,
                    System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
                    System.getProperty("os.version"),
                    distribution(),
                    machineId(),
                    version));
        }
        return nodes;
    }

    private static long memoryBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemTotal:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kib -> Long.parseLong(kib) * 1024)
                    .findFirst()
                    .orElseThrow(() -> new IOException("/proc/meminfo has no MemTotal"));
        }
    }

    private static String distribution() throws IOException {
        Path file = Path.of("/etc/os-release");
        if (!Files.exists(file)) {
            return "Linux";
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("PRETTY_NAME="))
                    .map(line -> line.substring("PRETTY_NAME=".length()).replace("\"", ""))
                    .findFirst()
                    .orElse("Linux");
        }
    }

    private static String machineId() throws IOException {
        Path file = Path.of("/etc/machine-id");
        return Optional.of(file).filter(Files::isReadable).isPresent()
                ? Files.readString(file, UTF_8).strip()
                : "";
    }
}
