package dev.slipway.nodeagent.pod;

import dev.slipway.nodeagent.netns.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the network namespace of a Pod. */
public final class PodNamespace {
    private static final Path PROCESSES = Path.of("/proc");

    private PodNamespace() {}

    /**
     * Returns the namespace, if the Pod has one of its own that this process may enter.
     *
     * @param process the Pod's launcher
     * @param podUid the Pod's uid
     * @param sharedProcesses whether the launcher's process number is the host's too
     */
    public static Optional<Netns> of(LauncherProcess process, String podUid, boolean sharedProcesses)
            throws IOException {
        Optional<Long> pid = onNode(process, podUid, sharedProcesses);
        if (pid.isEmpty() || !isRoot()) {
            return Optional.empty();
        }
        var namespace = new Netns(PROCESSES.resolve(pid.get().toString()).resolve("ns/net"));
        return namespace.isOwn() ? Optional.empty() : Optional.of(namespace);
    }

    /** Returns the number of a process of the Pod as this process sees it; arguments as above. */
    public static Optional<Long> onNode(LauncherProcess process, String podUid, boolean sharedProcesses)
            throws IOException {
        return sharedProcesses ? Optional.of(process.pid()) : inControlGroup(podUid);
    }

    private static boolean isRoot() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }

    /** A container's processes are known to the host by the name of their control group, which holds the Pod's uid. */
    private static Optional<Long> inControlGroup(String podUid) throws IOException {
        String other = podUid.replace('-', '_');
        try (Stream<Path> processes = Files.list(PROCESSES)) {
            return processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> {
                        String groups = controlGroups(process);
                        return groups.contains(podUid) || groups.contains(other);
                    })
                    .map(process -> Long.parseLong(process.getFileName().toString()))
                    .findFirst();
        }
    }

    private static String controlGroups(Path process) {
        try {
            return Files.readString(process.resolve("cgroup"));
        } catch (IOException e) {
            return "";
        }
    }
}
