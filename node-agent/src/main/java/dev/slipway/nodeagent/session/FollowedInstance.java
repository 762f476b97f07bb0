package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.nodeagent.status.MachineStatus;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The instance of one Pod: what is known of it, never older than what was written here last. */
final class FollowedInstance {
    private final Function<String, Optional<VirtualMachineInstance>> instances;
    private final InstanceWriter writer;
    private final Runnable changed;
    private @Nullable VirtualMachineInstance latest;

    /**
     * Knows nothing of the instance yet.
     *
     * @param instances an instance of this node by {@code namespace/name}, from memory
     * @param changed told when a step was written after which there is another to do
     */
    FollowedInstance(
            Function<String, Optional<VirtualMachineInstance>> instances, InstanceWriter writer, Runnable changed) {
        this.instances = instances;
        this.writer = writer;
        this.changed = changed;
    }

    /** What became of a write. */
    enum Written {
        STORED,
        /** Somebody else wrote in between: read again and decide anew. */
        OVERTAKEN,
        /** There is no such instance any more. */
        GONE;

        /** Returns whether there is nothing to be decided anew. */
        boolean isSettled() {
            return this != OVERTAKEN;
        }
    }

    /** The instance from memory; asked for by name until its label says that it is this node's. */
    Optional<VirtualMachineInstance> newest(FollowedPod pod) {
        Optional<VirtualMachineInstance> found = instances.apply(pod.namespace() + "/" + pod.instanceName());
        VirtualMachineInstance mine = latest;
        if (found.isPresent() && (mine == null || Newest.isNewer(found.get(), mine))) {
            latest = found.get();
        } else if (mine == null || (found.isEmpty() && !(MachineStatus.isOwned(mine) && isCarried(mine, pod)))) {
            latest = read(pod);
        }
        return Optional.ofNullable(latest)
                .filter(vmi -> pod.instanceUid().equals(vmi.getMetadata().getUid()));
    }

    private static boolean isCarried(VirtualMachineInstance vmi, FollowedPod pod) {
        return Carrier.role(vmi, pod.name()) == Carrier.Role.CARRIER;
    }

    private @Nullable VirtualMachineInstance read(FollowedPod pod) {
        return writer.read(pod.namespace(), pod.instanceName()).orElse(null);
    }

    /** Writes a status, and annotations. */
    Written write(
            VirtualMachineInstance vmi,
            FollowedPod pod,
            VirtualMachineInstanceStatus next,
            Map<String, String> annotations) {
        return keep(writer.write(vmi, next, annotations, Map.of()), pod);
    }

    /** Writes a step of a migration, and labels; returns false if somebody else wrote in between. */
    boolean writeStep(
            VirtualMachineInstance vmi,
            FollowedPod pod,
            VirtualMachineInstanceStatus next,
            Map<String, String> labels) {
        Written written = keep(writer.write(vmi, next, Map.of(), labels), pod);
        changed.run();
        return written.isSettled();
    }

    private Written keep(Optional<VirtualMachineInstance> stored, FollowedPod pod) {
        latest = stored.isPresent() ? stored.get() : read(pod);
        if (stored.isPresent()) {
            return Written.STORED;
        }
        return latest == null ? Written.GONE : Written.OVERTAKEN;
    }
}
