package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.metrics.GuestFigures;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what one guest uses: its processors and memory from QEMU, their time from the kernel. */
final class GuestFigureReader {
    private volatile Map<Long, Path> threads = Map.of();

    /**
     * Returns the figures of this moment.
     *
     * @param launcher number of the launcher's process on the node
     */
    GuestFigures read(LauncherConnection connection, long launcher) throws IOException {
        JsonNode processors = ask(connection, "query-cpus-fast");
        // Several processors may share a thread, which counts once.
        Set<Long> numbers = new HashSet<>();
        processors.forEach(processor -> numbers.add(processor.path("thread-id").asLong()));
        double seconds = 0;
        for (long number : numbers) {
            seconds += seconds(number, launcher);
        }
        return new GuestFigures(seconds, processors.size(), memory(connection));
    }

    /** Looks for the threads of QEMU anew only when one is not known: that is a look at all processes of the node. */
    private double seconds(long thread, long launcher) throws IOException {
        Optional<Double> known = seconds(thread);
        if (known.isEmpty()) {
            threads = GuestThreads.of(launcher);
            known = seconds(thread);
        }
        return known.orElseThrow(
                () -> new IOException("QEMU's thread " + thread + " of a processor was not found on this node"));
    }

    private Optional<Double> seconds(long thread) throws IOException {
        Path task = threads.get(thread);
        if (task == null) {
            return Optional.empty();
        }
        try {
            return GuestFigures.seconds(Files.readString(task.resolve("stat")));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What the balloon leaves the guest; all that it was given if it has none. */
    private static long memory(LauncherConnection connection) throws IOException {
        try {
            return ask(connection, "query-balloon").path("actual").asLong() / 1024;
        } catch (LauncherRefusal e) {
            JsonNode sizes = ask(connection, "query-memory-size-summary");
            return (sizes.path("base-memory").asLong()
                            + sizes.path("plugged-memory").asLong())
                    / 1024;
        }
    }

    private static JsonNode ask(LauncherConnection connection, String question) throws IOException {
        return connection.qmp(new HotplugDisk.Command(question, LauncherConnection.arguments()));
    }
}
