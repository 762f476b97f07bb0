package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstancePreset;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import java.util.List;
import java.util.Optional;

/** The CustomResourceDefinitions of the kinds that Slipway works with, made from their records. */
public final class CustomResourceDefinitions {
    private CustomResourceDefinitions() {}

    /** Returns each definition as the JSON tree of an {@code apiextensions.k8s.io/v1} object. */
    public static List<JsonNode> all() {
        return KnownKinds.all().stream()
                .map(CustomResourceDefinitions::definition)
                .map(JsonNode.class::cast)
                .toList();
    }

    private static ObjectNode definition(KnownKind kind) {
        ObjectNode root =
                SchemaNode.empty().put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        root.withObjectProperty("metadata").put("name", kind.plural() + "." + kind.group());
        ObjectNode spec = root.withObjectProperty("spec");
        spec.put("group", kind.group());
        spec.set("names", names(kind));
        spec.put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
        ArrayNode versions = spec.withArray("versions");
        kind.versions().forEach(version -> versions.add(version(kind, version)));
        return root;
    }

    private static ObjectNode names(KnownKind kind) {
        ObjectNode names = SchemaNode.empty();
        if (kind.category()) {
            names.withArray("categories").add("all");
        }
        names.put("kind", kind.kind()).put("listKind", kind.kind() + "List").put("plural", kind.plural());
        kind.shortNames().forEach(name -> names.withArray("shortNames").add(name));
        return names.put("singular", kind.singular());
    }

    private static ObjectNode version(KnownKind kind, KindVersion served) {
        ObjectNode version = SchemaNode.empty().put("name", served.name());
        kind.columns()
                .forEach(column -> version.withArray("additionalPrinterColumns").add(column.node()));
        version.withObjectProperty("schema").set("openAPIV3Schema", schema(kind));
        version.put("served", true).put("storage", served.stored());
        if (!kind.subresources().isEmpty()) {
            version.set("subresources", subresources(kind.subresources()));
        }
        served.warning().ifPresent(warning -> version.put("deprecated", true).put("deprecationWarning", warning));
        return version;
    }

    private static ObjectNode subresources(List<String> parts) {
        ObjectNode subresources = SchemaNode.empty();
        if (parts.contains("scale")) {
            subresources
                    .withObjectProperty("scale")
                    .put("labelSelectorPath", ".status.labelSelector")
                    .put("specReplicasPath", ".spec.replicas")
                    .put("statusReplicasPath", ".status.replicas");
        }
        if (parts.contains("status")) {
            subresources.set("status", SchemaNode.empty());
        }
        return subresources;
    }

    private static ObjectNode schema(KnownKind kind) {
        ObjectNode properties = SchemaNode.empty();
        properties.set("apiVersion", text("apiVersion"));
        properties.set("kind", text("kind"));
        // The API server refuses a definition that says anything about metadata but its type.
        properties.set("metadata", SchemaNode.typed("object"));
        properties.set("spec", part(kind.spec()));
        kind.status().ifPresent(status -> properties.set("status", part(status)));
        // A network may be described by a file on the node alone, and a preset may select without setting anything.
        boolean required =
                kind.type() != NetworkAttachmentDefinition.class && kind.type() != VirtualMachineInstancePreset.class;
        return SchemaNode.described(
                SchemaNode.object(properties, required ? List.of("spec") : List.of()), sentence(kind.type()));
    }

    private static ObjectNode text(String field) {
        return SchemaNode.described(
                SchemaNode.typed("string"), Descriptions.ofKubernetes().of("Object", field));
    }

    private static ObjectNode part(Class<?> record) {
        return SchemaNode.described(RecordSchema.of(record), sentence(record));
    }

    private static Optional<String> sentence(Class<?> type) {
        return Descriptions.beside(type).of(type.getSimpleName());
    }
}
