package dev.slipway.nodeagent.session;

import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.nodeagent.pod.ControlGroups;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The containers that hold the images of container disks beside a launcher: they wait until they are ended. */
final class DiskHolders {
    private DiskHolders() {}

    /** Returns whether one of them has yet to start. */
    static boolean areMissing(FollowedPod pod) throws IOException {
        for (Container container : of(pod)) {
            if (!pod.hasEnded(container.getName())
                    && process(pod, container.getName()).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Ends them after the guest, so that the Pod ends; without a node-agent the end of the Pod itself does it. */
    static void end(FollowedPod pod) throws IOException {
        for (Container container : of(pod)) {
            if (!pod.hasEnded(container.getName())) {
                process(pod, container.getName()).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
            }
        }
    }

    /** Returns the process of one of them; empty if its program does not run. */
    static Optional<Long> process(FollowedPod pod, String container) throws IOException {
        return ControlGroups.process(pod.uid(), container, LauncherNames.DISK_HOLDER);
    }

    private static List<Container> of(FollowedPod pod) {
        return pod.pod().getSpec().getContainers().stream()
                .filter(LauncherNames::holdsDisk)
                .toList();
    }
}
