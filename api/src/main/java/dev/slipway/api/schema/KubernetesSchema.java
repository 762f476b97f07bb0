package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.KubernetesType.Field;
import dev.slipway.api.schema.KubernetesType.ListMerge;
import dev.slipway.api.schema.KubernetesType.Scalar;
import dev.slipway.api.schema.KubernetesType.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The structural schema of a Kubernetes type, with every type it refers to written out in place. */
public final class KubernetesSchema {
    private static final Value.Nested OBJECT_META = new Value.Nested("meta.v1.ObjectMeta");

    private final Set<String> open = new HashSet<>();

    private final boolean patchMarks;

    private KubernetesSchema(boolean patchMarks) {
        this.patchMarks = patchMarks;
    }

    /**
     * Returns the schema of a part of a custom resource, without the marks for strategic merge patches, which a
     * CustomResourceDefinition must not have.
     *
     * <p>Where a type contains itself, the inner one accepts anything.
     */
    static ObjectNode embedded(KubernetesType type) {
        return new KubernetesSchema(false).type(type);
    }

    /** Returns the schema of a whole object: with apiVersion and kind, its own metadata left to the API server. */
    public static ObjectNode ofObject(KubernetesType type) {
        ObjectNode schema = new KubernetesSchema(true).type(type);
        ObjectNode own = schema.withObjectProperty("properties");
        ObjectNode all = SchemaNode.empty();
        all.set("apiVersion", SchemaNode.typed("string"));
        all.set("kind", SchemaNode.typed("string"));
        if (own.has("metadata")) {
            own.set("metadata", SchemaNode.typed("object"));
        }
        all.setAll(own);
        schema.set("properties", all);
        return schema;
    }

    private ObjectNode type(KubernetesType type) {
        if (!open.add(type.name())) {
            return SchemaNode.freeObject();
        }
        ObjectNode properties = SchemaNode.empty();
        type.fields().forEach(field -> properties.set(field.name(), field(field)));
        open.remove(type.name());
        List<String> required =
                type.fields().stream().filter(Field::required).map(Field::name).toList();
        ObjectNode schema = SchemaNode.object(properties, required);
        if (type.atomic()) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        return schema;
    }

    private ObjectNode field(Field field) {
        ObjectNode schema = value(field.value());
        field.initial().ifPresent(initial -> initial(schema, initial));
        field.mapType().ifPresent(mapType -> schema.put("x-kubernetes-map-type", mapType));
        if (field.value() instanceof Value.ListOf) {
            switch (field.list()) {
                case ListMerge.Atomic() -> schema.put("x-kubernetes-list-type", "atomic");
                case ListMerge.AsSet() -> schema.put("x-kubernetes-list-type", "set");
                case ListMerge.ByKeys(List<String> keys) -> SchemaNode.byKeys(schema, keys);
            }
        }
        field.patch().filter(patch -> patchMarks).ifPresent(patch -> {
            patch.mergeKey().ifPresent(key -> schema.put("x-kubernetes-patch-merge-key", key));
            schema.put("x-kubernetes-patch-strategy", patch.strategy());
        });
        return schema;
    }

    private static void initial(ObjectNode schema, String initial) {
        if (schema.path("type").asText().equals("integer")) {
            schema.put("default", Long.parseLong(initial));
        } else {
            schema.put("default", initial);
        }
    }

    private ObjectNode value(Value value) {
        return switch (value) {
            case Value.Plain(Scalar scalar) -> SchemaNode.scalar(scalar);
            case Value.ListOf(Value items) -> SchemaNode.list(value(items));
            case Value.MapOf(Value values) -> SchemaNode.map(value(values));
            case Value.Nested nested when nested.equals(OBJECT_META) -> SchemaNode.freeObject();
            case Value.Nested nested -> type(KubernetesTypes.all().referred(nested));
        };
    }
}
