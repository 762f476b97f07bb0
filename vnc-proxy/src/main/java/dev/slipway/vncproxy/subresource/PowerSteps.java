package dev.slipway.vncproxy.subresource;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.PowerDecision.Step;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.subresource.JsonPatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;

/** Carries the steps of a power decision out, as JSON patches that fail if something else changed meanwhile. */
final class PowerSteps {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final Optional<VirtualMachineInstance> instance;
    private final boolean dryRun;
    private final Patches patches;

    PowerSteps(
            KubernetesClient client,
            VirtualMachine machine,
            Optional<VirtualMachineInstance> instance,
            boolean dryRun) {
        this.client = client;
        this.namespace = machine.getMetadata().getNamespace();
        this.name = machine.getMetadata().getName();
        this.instance = instance;
        this.dryRun = dryRun;
        this.patches = new Patches(client, namespace, name, dryRun);
    }

    /** Returns why they could not be carried out, or nothing; blocks. */
    Optional<Refusal> carryOut(List<Step> steps) {
        return Patches.attempt(Refusal.MACHINE, name, () -> steps.forEach(this::carryOut));
    }

    private void carryOut(Step step) {
        switch (step) {
            case Step.SetRunStrategy set ->
                patches.machine(patch().test("/spec/runStrategy", set.from().text())
                        .replace("/spec/runStrategy", set.to().text()));
            case Step.SetRunning set ->
                patches.machine(patch().test("/spec/running", !set.running()).replace("/spec/running", set.running()));
            case Step.RequestStateChange change -> patches.machineStatus(stateChange(change));
            case Step.SetGracePeriod set -> patches.instance(gracePeriod(set));
            case Step.DeleteLauncherPod ignored -> deleteLauncherPod();
        }
    }

    private static JsonPatch stateChange(Step.RequestStateChange change) {
        String path = "/status/stateChangeRequests";
        JsonPatch patch = patch();
        change.before().ifPresent(before -> patch.test(path, before.list()));
        patch.add(path, change.requests().list());
        return change.forgetStartFailure() ? patch.remove("/status/startFailure") : patch;
    }

    private static JsonPatch gracePeriod(Step.SetGracePeriod set) {
        String path = "/spec/terminationGracePeriodSeconds";
        JsonPatch patch = patch();
        set.before().ifPresent(before -> patch.test(path, before));
        return patch.add(path, set.seconds());
    }

    private void deleteLauncherPod() {
        String uid = instance.map(found -> found.getMetadata().getUid()).orElseThrow();
        var pods = client.pods().inNamespace(namespace).withLabel(KubeVirtNames.CREATED_BY, uid);
        if (!dryRun) {
            pods.withGracePeriod(1).delete();
        }
    }

    private static JsonPatch patch() {
        return new JsonPatch();
    }
}
