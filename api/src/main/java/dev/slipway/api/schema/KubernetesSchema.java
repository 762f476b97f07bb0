package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.KubernetesType.Field;
import dev.slipway.api.schema.KubernetesType.ListMerge;
import dev.slipway.api.schema.KubernetesType.Scalar;
import dev.slipway.api.schema.KubernetesType.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The OpenAPI schema of a Kubernetes type. */
public final class KubernetesSchema {
    private static final Value.Nested OBJECT_META = new Value.Nested("meta.v1.ObjectMeta");

    private final Function<Value.Nested, ObjectNode> nested;
    private final boolean patchMarks;

    private KubernetesSchema(Function<Value.Nested, ObjectNode> nested, boolean patchMarks) {
        this.nested = nested;
        this.patchMarks = patchMarks;
    }

    /**
     * Returns the structural schema of a part of a custom resource, with every type it refers to written out in place and
     * without the marks for strategic merge patches, which a CustomResourceDefinition must not have.
     *
     * <p>Where a type contains itself, the inner one accepts anything.
     */
    static ObjectNode embedded(KubernetesType type) {
        return new Inline(false).type(type);
    }

    /** Returns the structural schema of a whole object: with apiVersion and kind, its metadata left to the API server. */
    public static ObjectNode ofObject(KubernetesType type) {
        ObjectNode schema = new Inline(true).type(type);
        ObjectNode own = schema.withObjectProperty("properties");
        if (own.has("metadata")) {
            own.set("metadata", SchemaNode.typed("object"));
        }
        return withKind(schema);
    }

    /**
     * Returns the schema of a type in which every other type is a reference.
     *
     * @param reference the schema that refers to a type of that name
     */
    public static ObjectNode referring(KubernetesType type, Function<String, ObjectNode> reference) {
        ObjectNode schema = new KubernetesSchema(other -> reference.apply(other.type()), true).type(type);
        return type.kind().isPresent() ? withKind(schema) : schema;
    }

    private static ObjectNode withKind(ObjectNode schema) {
        ObjectNode all = SchemaNode.empty();
        all.set("apiVersion", SchemaNode.typed("string"));
        all.set("kind", SchemaNode.typed("string"));
        all.setAll(schema.withObjectProperty("properties"));
        schema.set("properties", all);
        return schema;
    }

    /** Writes types out in place. */
    private static final class Inline {
        private final Set<String> open = new HashSet<>();
        private final KubernetesSchema schemas;

        Inline(boolean patchMarks) {
            this.schemas = new KubernetesSchema(this::nested, patchMarks);
        }

        private ObjectNode nested(Value.Nested other) {
            return other.equals(OBJECT_META)
                    ? SchemaNode.freeObject()
                    : type(KubernetesTypes.all().referred(other));
        }

        ObjectNode type(KubernetesType type) {
            if (!open.add(type.name())) {
                return SchemaNode.freeObject();
            }
            ObjectNode schema = schemas.type(type);
            open.remove(type.name());
            return schema;
        }
    }

    private ObjectNode type(KubernetesType type) {
        ObjectNode properties = SchemaNode.empty();
        type.fields().forEach(field -> properties.set(field.name(), described(type, field)));
        List<String> required =
                type.fields().stream().filter(Field::required).map(Field::name).toList();
        ObjectNode schema = SchemaNode.object(properties, required);
        if (type.atomic()) {
            schema.put("x-kubernetes-map-type", "atomic");
        }
        return schema;
    }

    /** Only what custom resources hold of Kubernetes' types is described. */
    private ObjectNode described(KubernetesType type, Field field) {
        return patchMarks
                ? field(field)
                : SchemaNode.described(field(field), Descriptions.ofKubernetes().of(type.name(), field.name()));
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
            case Value.Nested other -> nested.apply(other);
        };
    }
}
