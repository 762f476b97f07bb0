package dev.slipway.standalone.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Gives Pods their addresses. */
public interface PodNetwork {
    /**
     * What a Pod got.
     *
     * @param addresses its addresses, the first is its {@code podIP}
     * @param netns its network namespace; absent if it shares the machine's
     */
    record Connection(List<String> addresses, Optional<Path> netns) {
        public Connection {
            addresses = List.copyOf(addresses);
        }
    }

    /** Connects a Pod; the same answer each time, until it is disconnected. */
    Connection attach(Pod pod, Path podDirectory) throws IOException;

    /** Disconnects a Pod and removes what it had; nothing to do is no error. */
    void detach(String podUid, Path podDirectory) throws IOException;
}
