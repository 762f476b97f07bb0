package dev.slipway.nodeagent.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the processes of Pods and containers on their node, by the names of their control groups. */
public final class ControlGroups {
    private static final Path PROCESSES = Path.of("/proc");

    private ControlGroups() {}

    /**
     * Returns the number of a process, as this process sees it.
     *
     * @param owner uid of a Pod or id of a container, which the name of their control group holds
     */
    public static Optional<Long> process(String owner) throws IOException {
        String other = owner.replace('-', '_');
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> {
                        String groups = of(process);
                        return groups.contains(owner) || groups.contains(other);
                    })
                    .map(process -> Long.parseLong(process.getFileName().toString()))
                    .findFirst();
        }
    }

    private static String of(Path process) {
        try {
            return Files.readString(process.resolve("cgroup"));
        } catch (IOException e) {
            return "";
        }
    }
}
