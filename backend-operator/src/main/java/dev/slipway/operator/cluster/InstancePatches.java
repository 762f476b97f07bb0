package dev.slipway.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.admission.InstanceInstructions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Tells instances what admission decided, by a patch of theirs. */
public record InstancePatches(KubernetesClient client) implements InstanceInstructions {
    @Override
    public boolean tell(String namespace, String instance, JsonNode patch) {
        try {
            client.resources(VirtualMachineInstance.class)
                    .inNamespace(namespace)
                    .withName(instance)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (Refusals.isConflict(e) || e.getCode() == java.net.HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }
}
