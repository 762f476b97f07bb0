package dev.slipway.nodeagent.metrics;

import dev.slipway.machine.metrics.NodeFigures;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Reads how the node is used from its kernel. */
public final class NodeReader {
    /** Of amd64. */
    private static final long PAGE_BYTES = 4096;

    private NodeReader() {}

    /** Returns the figures of this moment. */
    public static NodeFigures read() throws IOException {
        return read(Path.of("/proc"), Path.of("/sys/devices/system/cpu"));
    }

    static NodeFigures read(Path processes, Path processors) throws IOException {
        return NodeFigures.of(
                packages(processors),
                Files.readString(processes.resolve("stat")),
                Files.readString(processes.resolve("meminfo")),
                Files.readString(processes.resolve("vmstat")),
                PAGE_BYTES);
    }

    private static Set<String> packages(Path processors) throws IOException {
        Set<String> packages = new HashSet<>();
        try (DirectoryStream<Path> each = Files.newDirectoryStream(processors, "cpu[0-9]*")) {
            for (Path processor : each) {
                Path number = processor.resolve("topology/physical_package_id");
                if (Files.isReadable(number)) {
                    packages.add(Files.readString(number).strip());
                }
            }
        }
        return packages;
    }
}
