package dev.slipway.nodeagent.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the processes of containers on their node, by the names of their control groups and by their mounts. */
public final class ControlGroups {
    private static final Path PROCESSES = Path.of("/proc");

    private ControlGroups() {}

    /**
     * Returns the number of the first process of a Pod's container, as this process sees it. The container is known by the
     * file for its last words, which the kubelet mounts for each; what the API says of it comes up to a second late.
     *
     * @param program what the process must have been started as; empty text for whatever. Before the container's own program
     *     its runtime is there, with the host's files.
     */
    public static Optional<Long> process(String podUid, String container, String program) throws IOException {
        String other = podUid.replace('-', '_');
        String words = "/pods/%s/containers/%s/".formatted(podUid, container);
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> {
                        String groups = read(process, "cgroup");
                        return groups.contains(podUid) || groups.contains(other);
                    })
                    .filter(process -> read(process, "cmdline").startsWith(program))
                    .filter(process -> read(process, "mountinfo").contains(words))
                    .map(process -> Long.parseLong(process.getFileName().toString()))
                    .findFirst();
        }
    }

    private static String read(Path process, String file) {
        try {
            return Files.readString(process.resolve(file));
        } catch (IOException e) {
            return "";
        }
    }
}
