package dev.slipway.standalone.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.KubernetesSchema;
import dev.slipway.api.schema.KubernetesTypes;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.List;
import java.util.Optional;

/** The structural schemas of the kinds that are served without a CustomResourceDefinition. */
public final class BuiltInSchemas {
    private BuiltInSchemas() {}

    /** Returns the schema of a kind with all types in place, if Kubernetes has the kind; the group is empty for core. */
    public static Optional<ObjectNode> of(String group, String version, String kind) {
        return KubernetesTypes.all().ofKind(group, version, kind).map(KubernetesSchema::ofObject);
    }

    /** Returns the types with their schemas. */
    public static List<ResourceType> addTo(List<ResourceType> types) {
        return types.stream()
                .map(type -> of(type.group(), type.version(), type.kind())
                        .map(type::withSchema)
                        .orElse(type))
                .toList();
    }
}
