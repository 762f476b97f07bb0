package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.machine.qemu.ThreadPlaces;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.netns.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts the threads of a QEMU on the processors that its plan names. */
final class ThreadPlacement {
    private static final Path PROCESSES = Path.of("/proc");
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private ThreadPlacement() {}

    /**
     * Does it; needs the right to schedule other users' processes.
     *
     * @param launcher number of the launcher's process on the node
     */
    static void carryOut(ThreadPlaces places, LauncherConnection connection, long launcher) throws IOException {
        Map<Long, Long> threads = threads(launcher);
        String others = places.emulator().stream().map(String::valueOf).collect(Collectors.joining(","));
        if (!others.isEmpty()) {
            for (long thread : threads.values()) {
                run("taskset", "-pc", others, Long.toString(thread));
            }
        }
        JsonNode processors =
                connection.qmp(new HotplugDisk.Command("query-cpus-fast", LauncherConnection.arguments()));
        for (JsonNode processor : processors) {
            int vcpu = processor.path("cpu-index").asInt();
            Long thread = threads.get(processor.path("thread-id").asLong());
            if (thread == null) {
                throw new IOException("QEMU's thread of processor " + vcpu + " was not found on this node");
            }
            Integer cpu = places.vcpus().get(vcpu);
            if (cpu != null) {
                run("taskset", "-pc", cpu.toString(), thread.toString());
            }
            if (places.realtime().contains(vcpu)) {
                run("chrt", "--fifo", "-p", "1", thread.toString());
            }
        }
    }

    /** Returns QEMU's threads: number in the launcher's own view to that on the node. */
    private static Map<Long, Long> threads(long launcher) throws IOException {
        Map<Long, Long> threads = new HashMap<>();
        for (long process : children(launcher)) {
            try (Stream<Path> tasks =
                    Files.list(PROCESSES.resolve(Long.toString(process)).resolve("task"))) {
                for (Path task : tasks.toList()) {
                    inner(task)
                            .forEach(number -> threads.put(
                                    number, Long.valueOf(task.getFileName().toString())));
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

    private static void run(String... command) throws IOException {
        Command.Result result = Command.run(List.of(command), Map.of(), "", DEADLINE);
        if (result.exitCode() != 0) {
            throw new IOException("The guest's threads could not be placed: " + String.join(" ", command) + " says "
                    + result.errors().strip());
        }
    }
}
