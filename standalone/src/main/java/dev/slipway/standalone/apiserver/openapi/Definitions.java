package dev.slipway.standalone.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.KubernetesSchema;
import dev.slipway.api.schema.KubernetesType;
import dev.slipway.api.schema.KubernetesTypes;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The named schemas of a document: those of the kinds, of their lists and of all that they refer to. */
final class Definitions {
    static final String OBJECT_META = "meta.v1.ObjectMeta";
    private static final String LIST_META = "meta.v1.ListMeta";

    private static final Map<String, String> PACKAGES = Map.of(
            "meta", "io.k8s.apimachinery.pkg.apis.meta.",
            "apiextensions", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.",
            "apiregistration", "io.k8s.kube-aggregator.pkg.apis.apiregistration.");

    private final Dialect dialect;
    private final Map<String, ObjectNode> schemas = new TreeMap<>();
    private final Deque<String> wanted = new ArrayDeque<>();

    private Definitions(Dialect dialect) {
        this.dialect = dialect;
    }

    static ObjectNode of(List<ResourceType> types, Dialect dialect) {
        Definitions definitions = new Definitions(dialect);
        definitions.wanted.addAll(List.of(OBJECT_META, LIST_META, "meta.v1.DeleteOptions", "meta.v1.Status"));
        for (ResourceType type : types) {
            definitions.add(type);
        }
        definitions.close();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        definitions.schemas.forEach((name, schema) -> node.set(name, dialect.adapt(schema)));
        return node;
    }

    /** Returns the name of the schema of a served kind, e.g. {@code io.kubevirt.v1.VirtualMachine}. */
    static String name(ResourceType type) {
        return KubernetesTypes.all()
                .ofKind(type.group(), type.version(), type.kind())
                .map(known -> name(known.name()))
                .orElseGet(() -> reversed(type.group()) + "." + type.version() + "." + type.kind());
    }

    /** Returns the name of the schema of a Kubernetes type, e.g. {@code io.k8s.api.core.v1.Pod}. */
    static String name(String kubernetesType) {
        String start = kubernetesType.substring(0, kubernetesType.indexOf('.'));
        return PACKAGES.getOrDefault(start, "io.k8s.api." + start + ".")
                + kubernetesType.substring(kubernetesType.indexOf('.') + 1);
    }

    private static String reversed(String group) {
        List<String> parts = Arrays.asList(group.split("\\."));
        Collections.reverse(parts);
        return String.join(".", parts);
    }

    private void add(ResourceType type) {
        KubernetesTypes.all()
                .ofKind(type.group(), type.version(), type.kind())
                .ifPresentOrElse(known -> wanted.add(known.name()), () -> schemas.put(name(type), custom(type)));
        schemas.put(name(type) + "List", list(type));
    }

    private ObjectNode custom(ResourceType type) {
        JsonNode known = type.schema();
        ObjectNode schema = known instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "object")
                        .put("x-kubernetes-preserve-unknown-fields", true);
        // A definition must not describe metadata itself.
        schema.withObjectProperty("properties")
                .set("metadata", dialect.reference(name(OBJECT_META), "Name, labels and annotations of the object."));
        kinds(schema, type.group(), type.version(), type.kind());
        return schema;
    }

    private ObjectNode list(ResourceType type) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putArray("required").add("items");
        ObjectNode fields = schema.putObject("properties");
        fields.putObject("apiVersion").put("type", "string");
        fields.putObject("items").put("type", "array").set("items", dialect.reference(name(type)));
        fields.putObject("kind").put("type", "string");
        fields.set("metadata", refer(LIST_META));
        kinds(schema, type.group(), type.version(), type.kind() + "List");
        return schema;
    }

    private void close() {
        for (String next = wanted.poll(); next != null; next = wanted.poll()) {
            String definition = name(next);
            if (!schemas.containsKey(definition)) {
                KubernetesType type = KubernetesTypes.all().named(next).orElseThrow();
                ObjectNode schema = KubernetesSchema.referring(type, this::refer);
                type.kind().ifPresent(kind -> kinds(schema, kind.group(), kind.version(), kind.kind()));
                schemas.put(definition, schema);
            }
        }
    }

    private ObjectNode refer(String kubernetesType) {
        wanted.add(kubernetesType);
        return dialect.reference(name(kubernetesType));
    }

    private static void kinds(ObjectNode schema, String group, String version, String kind) {
        schema.putArray("x-kubernetes-group-version-kind")
                .addObject()
                .put("group", group)
                .put("kind", kind)
                .put("version", version);
    }
}
