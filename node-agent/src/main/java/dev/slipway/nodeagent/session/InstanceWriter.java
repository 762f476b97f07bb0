package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.nodeagent.status.MachineStatus;
import dev.slipway.nodeagent.status.MergePatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the status of instances by merge patches that hold only what differs and are bound to the version that was
 * read, so that no other writer's conditions are lost.
 */
final class InstanceWriter {
    private final KubernetesClient client;

    InstanceWriter(KubernetesClient client) {
        this.client = client;
    }

    /** Returns the instance as it is stored now. */
    Optional<VirtualMachineInstance> read(String namespace, String name) {
        return Optional.ofNullable(client.resources(VirtualMachineInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /**
     * Writes what differs.
     *
     * @param next the status
     * @param annotations annotations to have
     * @param labels labels to have
     * @return the stored instance; empty if somebody else wrote in between, then read again and decide anew
     */
    Optional<VirtualMachineInstance> write(
            VirtualMachineInstance vmi,
            VirtualMachineInstanceStatus next,
            Map<String, String> annotations,
            Map<String, String> labels) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        JsonNode before = tree(MachineStatus.current(vmi));
        ObjectNode status = MergePatch.between(before, tree(next));
        if (!status.isEmpty()) {
            patch.set("status", status);
        }
        put(patch, "annotations", vmi.getMetadata().getAnnotations(), annotations);
        put(patch, "labels", vmi.getMetadata().getLabels(), labels);
        if (patch.isEmpty()) {
            return Optional.of(vmi);
        }
        patch.withObject("/metadata").put("resourceVersion", vmi.getMetadata().getResourceVersion());
        try {
            return Optional.of(client.resources(VirtualMachineInstance.class)
                    .inNamespace(vmi.getMetadata().getNamespace())
                    .withName(vmi.getMetadata().getName())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void put(
            ObjectNode patch, String field, @Nullable Map<String, String> before, Map<String, String> wanted) {
        wanted.forEach((name, value) -> {
            if (before == null || !value.equals(before.get(name))) {
                patch.withObjectProperty("metadata").withObjectProperty(field).put(name, value);
            }
        });
    }

    private JsonNode tree(VirtualMachineInstanceStatus status) {
        return client.getKubernetesSerialization().convertValue(status, JsonNode.class);
    }
}
