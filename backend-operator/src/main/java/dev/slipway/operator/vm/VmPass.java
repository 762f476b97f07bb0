package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.ChangeRequests;
import dev.slipway.machine.lifecycle.CrashLoopBackOff;
import java.util.Optional;

/**
 * What one look at a virtual machine brought about.
 *
 * @param instance the instance after it
 * @param stopping whether the instance was told to end
 * @param requests requests that stay open
 * @param backOff failures to start
 * @param restart why the template reaches the guest at its next start only; empty if it need not
 * @param problem why it is not as it shall be
 */
record VmPass(
        Optional<VirtualMachineInstance> instance,
        boolean stopping,
        ChangeRequests requests,
        Optional<CrashLoopBackOff> backOff,
        Optional<String> restart,
        Optional<VmProblem> problem) {

    VmPass withInstance(VirtualMachineInstance made) {
        return new VmPass(Optional.of(made), stopping, requests, backOff, restart, problem);
    }

    VmPass asStopping() {
        return new VmPass(instance, true, requests, backOff, restart, problem);
    }

    VmPass withProblem(VmProblem found) {
        return new VmPass(instance, stopping, requests, backOff, restart, Optional.of(found));
    }

    VmPass withRestart(Optional<String> why) {
        return new VmPass(instance, stopping, requests, backOff, why, problem);
    }
}
