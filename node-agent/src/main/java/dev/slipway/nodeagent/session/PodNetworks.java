package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.nodeagent.pod.LauncherProcess;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;

/** Joins guests to the networks of their Pods. */
public interface PodNetworks {
    /**
     * Wires a guest if it is not yet, and serves it as long as it is not released; the same again changes nothing.
     *
     * @param process the launcher that will run QEMU
     * @throws WiringProblem.Refused if it cannot be wired as it is asked for
     * @throws IOException if the kernel or a plugin refuses
     */
    WiringPlan wire(VirtualMachineInstance vmi, Pod pod, LauncherProcess process)
            throws WiringProblem.Refused, IOException;

    /** Takes an interface away that the guest has let go of; one that is not there is fine. */
    void unwire(Pod pod, String interfaceName) throws IOException;

    /** Ends what is served for a Pod that is gone, and forgets it. */
    void release(String podUid);
}
