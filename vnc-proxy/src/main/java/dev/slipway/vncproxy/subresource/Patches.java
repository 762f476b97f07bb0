package dev.slipway.vncproxy.subresource;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.subresource.JsonPatch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;

/** JSON patches of one machine and its instance, which fail if something else changed meanwhile; blocks. */
final class Patches {
    private static final PatchContext CONTEXT = PatchContext.of(PatchType.JSON);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final boolean dryRun;

    Patches(KubernetesClient client, String namespace, String name, boolean dryRun) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.dryRun = dryRun;
    }

    void machine(JsonPatch patch) {
        Resource<VirtualMachine> machine = resource(VirtualMachine.class);
        (dryRun ? machine.dryRun() : machine).patch(CONTEXT, patch.text());
    }

    void machineStatus(JsonPatch patch) {
        Resource<VirtualMachine> machine = resource(VirtualMachine.class);
        (dryRun ? machine.dryRun() : machine).subresource("status").patch(CONTEXT, patch.text());
    }

    void instance(JsonPatch patch) {
        Resource<VirtualMachineInstance> instance = resource(VirtualMachineInstance.class);
        (dryRun ? instance.dryRun() : instance).patch(CONTEXT, patch.text());
    }

    private <T extends HasMetadata> Resource<T> resource(Class<T> type) {
        return client.resources(type).inNamespace(namespace).withName(name);
    }

    /** Returns why the changes could not be made because of others at the same time, or nothing. */
    static Optional<Refusal> attempt(String kind, String name, Runnable changes) {
        try {
            changes.run();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || e.getCode() == 422 && isFailedTest(e)) {
                return Optional.of(Refusal.conflict(
                        kind, name, "it has been changed by somebody else at the same time; try again"));
            }
            throw e;
        }
    }

    /** The API server says of a failed {@code test} only that the request is in error; a refusing webhook says more. */
    private static boolean isFailedTest(KubernetesClientException e) {
        return e.getStatus() == null
                || e.getStatus().getDetails() == null
                || e.getStatus().getDetails().getCauses() == null
                || e.getStatus().getDetails().getCauses().isEmpty();
    }
}
