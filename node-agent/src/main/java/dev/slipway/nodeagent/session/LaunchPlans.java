package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.Wiring;
import dev.slipway.machine.qemu.HotplugDisk;
import dev.slipway.machine.qemu.LaunchPlan;
import dev.slipway.machine.qemu.ThreadPlaces;
import dev.slipway.nodeagent.pod.PodFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the plan by which a launcher runs a guest. */
public interface LaunchPlans {
    /**
     * A plan and what was learned on the way.
     *
     * @param plan what the launcher gets
     * @param notes what the guest does not get here although the instance names it, a sentence each
     * @param accessModes access modes of the claims behind the volumes, by volume name
     * @param threads where QEMU's threads run
     */
    record Prepared(LaunchPlan plan, List<String> notes, Map<String, List<String>> accessModes, ThreadPlaces threads) {}

    /**
     * Makes the plan.
     *
     * @param launcher number of the launcher's process on the node, if it is known
     * @throws LaunchRefused if the guest cannot run here as it is asked for
     * @throws IOException if something that the guest needs cannot be read now
     */
    Prepared prepare(VirtualMachineInstance vmi, PodFiles files, Wiring wiring, Optional<Long> launcher)
            throws LaunchRefused, IOException;

    /**
     * Plans to plug a disk into a running guest.
     *
     * @param launcher files of the launcher's Pod
     * @param attachment files of the Pod that holds its volume
     * @param volume name of disk and volume
     * @param port number of a free port, for a disk on PCI
     * @throws IOException if what is in the volume cannot be told now
     */
    HotplugDisk.Plan plug(
            VirtualMachineInstance vmi, PodFiles launcher, PodFiles attachment, String volume, OptionalInt port)
            throws IOException;

    /** Returns the access modes of the claims behind an instance's volumes, by volume name. */
    Map<String, List<String>> accessModes(VirtualMachineInstance vmi);

    /** Says why a guest cannot run here as it is asked for. */
    final class LaunchRefused extends Exception {
        private static final long serialVersionUID = 1L;
        private final String code;

        public LaunchRefused(String code, String message) {
            super(message);
            this.code = code;
        }

        /** Returns the stable code. */
        public String code() {
            return code;
        }
    }
}
