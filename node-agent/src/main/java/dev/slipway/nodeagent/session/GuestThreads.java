package dev.slipway.nodeagent.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds the threads of a launcher's QEMU on the node. */
final class GuestThreads {
    private static final Path PROCESSES = Path.of("/proc");

    private GuestThreads() {}

    /**
     * Returns what the kernel tells of each thread, {@code /proc/<process>/task/<thread>}, by its number in the launcher's own
     * view.
     *
     * @param launcher number of the launcher's process on the node
     */
    static Map<Long, Path> of(long launcher) throws IOException {
        Map<Long, Path> threads = new HashMap<>();
        for (long process : children(launcher)) {
            try (Stream<Path> tasks =
                    Files.list(PROCESSES.resolve(Long.toString(process)).resolve("task"))) {
                for (Path task : tasks.toList()) {
                    inner(task).forEach(number -> threads.put(number, task));
                }
            }
        }
        return threads;
    }

    private static List<Long> children(long process) {
        return ProcessHandle.of(process).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** The last number of {@code NSpid} is that in the innermost namespace (proc(5)). */
    private static List<Long> inner(Path task) throws IOException {
        return Files.readAllLines(task.resolve("status")).stream()
                .filter(line -> line.startsWith("NSpid:"))
                .map(line ->
                        Long.valueOf(line.substring(line.lastIndexOf('\t') + 1).trim()))
                .toList();
    }
}
