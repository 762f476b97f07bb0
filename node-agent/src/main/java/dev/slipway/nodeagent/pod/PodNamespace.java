package dev.slipway.nodeagent.pod;

import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.nodeagent.netns.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

    /** Returns the number of the launcher's process as this process sees it; arguments as above. */
    public static Optional<Long> onNode(LauncherProcess process, String podUid, boolean sharedProcesses)
            throws IOException {
        return sharedProcesses
                ? Optional.of(process.pid())
                : ControlGroups.process(podUid, LauncherNames.CONTAINER, LauncherNames.PROGRAM);
    }

    private static boolean isRoot() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    }
}
