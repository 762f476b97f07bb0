package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.nodeagent.pod.LauncherProcess;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.pod.PodNamespace;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires a guest while its launcher and its disks are still starting: that takes the Pod's network only, which is there
 * before any of its containers. It is tried once; what fails is done again, and told, when the launcher listens.
 */
final class WiringAhead {
    private static final Logger LOG = LoggerFactory.getLogger(WiringAhead.class);

    private final String key;
    private final PodNetworks networks;
    private boolean tried;
    private @Nullable Thread work;

    /**
     * Nothing is wired yet.
     *
     * @param key {@code namespace/name} of the Pod
     */
    WiringAhead(String key, PodNetworks networks) {
        this.key = key;
        this.networks = networks;
    }

    /** Begins as soon as the launcher's process is in the Pod's network; {@code instance} is asked for once, then. */
    void look(FollowedPod pod, PodFiles files, Supplier<Optional<VirtualMachineInstance>> instance) {
        if (tried) {
            return;
        }
        try {
            Optional<LauncherProcess> process = LauncherProcess.starting(files);
            // A guest without a network of its own is wired by the Pod's address, which comes later.
            if (process.isEmpty()
                    || PodNamespace.of(process.get(), pod.uid(), files.sharedFileSystem())
                            .isEmpty()) {
                return;
            }
            tried = true;
            instance.get()
                    .filter(vmi -> vmi.getMetadata().getDeletionTimestamp() == null)
                    .filter(vmi -> Carrier.role(vmi, pod.name()) == Carrier.Role.CARRIER)
                    .ifPresent(vmi -> begin(vmi, pod, process.get()));
        } catch (IOException | KubernetesClientException e) {
            LOG.debug("{}: not wired ahead: {}", key, e.getMessage());
        }
    }

    private void begin(VirtualMachineInstance vmi, FollowedPod pod, LauncherProcess process) {
        work = Thread.ofVirtual().name("wiring " + key).start(() -> {
            try {
                networks.wire(vmi, pod.pod(), process);
            } catch (WiringProblem.Refused | IOException | RuntimeException e) {
                LOG.debug("{}: not wired ahead: {}", key, e.getMessage());
            }
        });
    }

    /** Waits for the end of what was begun; whoever wires or releases the Pod does so first. */
    void await() throws InterruptedException {
        Thread begun = work;
        if (begun != null) {
            begun.join();
            work = null;
        }
    }
}
