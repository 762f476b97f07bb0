package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.machine.qemu.ThreadPlaces;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.netns.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Puts the threads of a QEMU on the processors that its plan names. */
final class ThreadPlacement {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private ThreadPlacement() {}

    /**
     * Does it; needs the right to schedule other users' processes.
     *
     * @param launcher number of the launcher's process on the node
     */
    static void carryOut(ThreadPlaces places, LauncherConnection connection, long launcher) throws IOException {
        Map<Long, Path> threads = GuestThreads.of(launcher);
        String others = places.emulator().stream().map(String::valueOf).collect(Collectors.joining(","));
        if (!others.isEmpty()) {
            for (Path thread : threads.values()) {
                run("taskset", "-pc", others, number(thread));
            }
        }
        JsonNode processors =
                connection.qmp(new HotplugDisk.Command("query-cpus-fast", LauncherConnection.arguments()));
        for (JsonNode processor : processors) {
            int vcpu = processor.path("cpu-index").asInt();
            Path thread = threads.get(processor.path("thread-id").asLong());
            if (thread == null) {
                throw new IOException("QEMU's thread of processor " + vcpu + " was not found on this node");
            }
            Integer cpu = places.vcpus().get(vcpu);
            if (cpu != null) {
                run("taskset", "-pc", cpu.toString(), number(thread));
            }
            if (places.realtime().contains(vcpu)) {
                run("chrt", "--fifo", "-p", "1", number(thread));
            }
        }
    }

    /** The number on the node. */
    private static String number(Path thread) {
        return thread.getFileName().toString();
    }

    private static void run(String... command) throws IOException {
        Command.Result result = Command.run(List.of(command), Map.of(), "", DEADLINE);
        if (result.exitCode() != 0) {
            throw new IOException("The guest's threads could not be placed: " + String.join(" ", command) + " says "
                    + result.errors().strip());
        }
    }
}
