package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a guest could not be started or brought in line, told once in an event for as long as it stays the same. */
final class SyncFailure {
    private static final Logger LOG = LoggerFactory.getLogger(SyncFailure.class);

    private final String key;
    private final MachineEvents events;
    private Optional<String> message = Optional.empty();

    /**
     * Nothing has failed yet.
     *
     * @param key {@code namespace/name} of the Pod
     */
    SyncFailure(String key, MachineEvents events) {
        this.key = key;
        this.events = events;
    }

    /** Returns what stands in the way; empty if all is well. */
    Optional<String> message() {
        return message;
    }

    void failed(VirtualMachineInstance vmi, String why) {
        if (!message.equals(Optional.of(why))) {
            events.warning(vmi, "SyncFailed", why);
        }
        message = Optional.of(why);
        LOG.warn("{}: {}", key, why);
    }

    void clear() {
        message = Optional.empty();
    }
}
