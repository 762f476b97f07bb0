package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.machine.lifecycle.FreshInstance;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.List;
import java.util.Map;

/**
 * The ControllerRevision in which a machine keeps its instance type or preference as it was when they met: a size that is
 * changed later changes no machine. Source: KubeVirt v1.9.0, {@code pkg/instancetype/revision/store.go}.
 */
public final class InstancetypeRevision {
    private static final String LABEL = "instancetype.kubevirt.io/object-";

    private InstancetypeRevision() {}

    /**
     * Returns the revision to keep.
     *
     * @param machine whose it is
     * @param object the instance type or preference as stored
     */
    public static ControllerRevision of(VirtualMachine machine, JsonNode object) {
        String version = object.path("apiVersion").asText("").replaceFirst(".*/", "");
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asText("");
        String uid = metadata.path("uid").asText("");
        String generation = metadata.path("generation").asText("");
        return new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(String.join("-", machine.getMetadata().getName(), name, version, uid, generation))
                .withNamespace(machine.getMetadata().getNamespace())
                .withLabels(Map.of(
                        LABEL + "generation", generation,
                        LABEL + "kind", object.path("kind").asText(""),
                        LABEL + "name", name,
                        LABEL + "uid", uid,
                        LABEL + "version", version))
                .withOwnerReferences(FreshInstance.owner(machine))
                .endMetadata()
                .withData(Tree.JSON.convertValue(plain(object), Map.class))
                .withRevision(0L)
                .build();
    }

    /** Others' marks on the object are not part of what it says. */
    private static JsonNode plain(JsonNode object) {
        ObjectNode plain = object.deepCopy();
        if (plain.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("labels", "annotations", "finalizers", "ownerReferences", "managedFields"));
        }
        return plain;
    }
}
