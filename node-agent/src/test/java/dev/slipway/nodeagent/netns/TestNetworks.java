package dev.slipway.nodeagent.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Network namespaces and processes in them, all gone when the test is over. Needs root. */
public final class TestNetworks implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final String prefix =
            "slt%06x-".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
    private final List<String> names = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /** Skips the test where namespaces cannot be made. */
    public TestNetworks() throws IOException {
        assumeTrue(
                (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "network namespaces need root");
    }

    /** Makes a namespace with its loopback up. */
    public Netns namespace(String name) throws IOException {
        String full = prefix + name;
        host("ip", "netns", "add", full);
        names.add(full);
        var namespace = new Netns(Path.of("/run/netns", full));
        namespace.ip(List.of("link set dev lo up"));
        return namespace;
    }

    /** Joins two namespaces by a cable; neither end ever shows in the host's namespace. */
    public void cable(Netns one, String device, Netns other, String otherDevice) throws IOException {
        one.ip(List.of("link add name %s type veth peer name %s netns %s"
                .formatted(device, otherDevice, other.path().getFileName())));
    }

    /** Starts a program inside that runs until the test is over. */
    public Process start(Netns namespace, Path log, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=" + namespace.path(), "--"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** Runs a program inside; returns what it prints. */
    public String run(Netns namespace, String... arguments) throws IOException {
        return namespace.output(List.of(arguments), "");
    }

    private static void host(String... arguments) throws IOException {
        Command.Result result = Command.run(List.of(arguments), Map.of(), "", DEADLINE);
        assertThat(result.exitCode()).as(result.errors()).isZero();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly();
            process.waitFor(5, TimeUnit.SECONDS);
        }
        for (String name : names.reversed()) {
            host("ip", "netns", "delete", name);
        }
    }
}
