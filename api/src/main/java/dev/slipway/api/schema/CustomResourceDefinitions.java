package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceSpec;
import dev.slipway.api.cdi.DataSourceStatus;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSpec;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtSpec;
import dev.slipway.api.kubevirt.KubeVirtStatus;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.network.NetworkAttachmentDefinition;
import dev.slipway.api.network.NetworkAttachmentDefinitionSpec;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Optional;

/** The CustomResourceDefinitions of the kinds that Slipway works with, made from their records. */
public final class CustomResourceDefinitions {
    private static final String OLD_VERSION_WARNING =
            "kubevirt.io/v1alpha3 is now deprecated and will be removed in a future release.";
    private static final Column AGE = Column.date("Age", ".metadata.creationTimestamp");

    private static final List<Definition> DEFINITIONS = List.of(
            new Definition(
                    VirtualMachine.class,
                    VirtualMachineSpec.class,
                    Optional.of(VirtualMachineStatus.class),
                    true,
                    List.of(AGE, Column.text("Status", ".status.printableStatus"), Column.condition("Ready", "Ready"))),
            new Definition(
                    VirtualMachineInstance.class,
                    VirtualMachineInstanceSpec.class,
                    Optional.of(VirtualMachineInstanceStatus.class),
                    // KubeVirt has none here: its clients write status with the object.
                    false,
                    List.of(
                            AGE,
                            Column.text("Phase", ".status.phase"),
                            Column.text("IP", ".status.interfaces[0].ipAddress"),
                            Column.text("NodeName", ".status.nodeName"),
                            Column.condition("Ready", "Ready"),
                            Column.condition("Live-Migratable", "LiveMigratable")
                                    .wide(),
                            Column.condition("Paused", "Paused").wide())),
            new Definition(
                    VirtualMachineInstanceMigration.class,
                    VirtualMachineInstanceMigrationSpec.class,
                    Optional.of(VirtualMachineInstanceMigrationStatus.class),
                    true,
                    List.of(Column.text("Phase", ".status.phase"), Column.text("VMI", ".spec.vmiName"))),
            new Definition(
                    KubeVirt.class,
                    KubeVirtSpec.class,
                    Optional.of(KubeVirtStatus.class),
                    true,
                    List.of(AGE, Column.text("Phase", ".status.phase"))),
            new Definition(
                    DataVolume.class,
                    DataVolumeSpec.class,
                    Optional.of(DataVolumeStatus.class),
                    true,
                    List.of(
                            Column.text("Phase", ".status.phase"),
                            Column.text("Progress", ".status.progress"),
                            Column.number("Restarts", ".status.restartCount"),
                            AGE)),
            new Definition(
                    DataSource.class,
                    DataSourceSpec.class,
                    Optional.of(DataSourceStatus.class),
                    // CDI has none here.
                    false,
                    List.of(Column.condition("Ready", "Ready"), AGE)),
            new Definition(
                    NetworkAttachmentDefinition.class,
                    NetworkAttachmentDefinitionSpec.class,
                    Optional.empty(),
                    false,
                    List.of()));

    private CustomResourceDefinitions() {}

    /** Returns each definition as the JSON tree of an {@code apiextensions.k8s.io/v1} object. */
    public static List<JsonNode> all() {
        return DEFINITIONS.stream()
                .map(CustomResourceDefinitions::definition)
                .map(JsonNode.class::cast)
                .toList();
    }

    private record Definition(
            Class<? extends HasMetadata> type,
            Class<?> spec,
            Optional<Class<?>> status,
            boolean statusSubresource,
            List<Column> columns) {
        private Definition {
            columns = List.copyOf(columns);
        }

        /** Whether it is one of KubeVirt's or CDI's, which are in the category {@code all}. */
        boolean inAll() {
            return group().endsWith("kubevirt.io");
        }

        boolean hasOldVersion() {
            return group().equals("kubevirt.io");
        }

        String group() {
            return type.getAnnotation(Group.class).value();
        }
    }

    private record Column(String name, String type, String path, boolean onlyWide) {
        static Column text(String name, String path) {
            return new Column(name, "string", path, false);
        }

        static Column number(String name, String path) {
            return new Column(name, "integer", path, false);
        }

        static Column date(String name, String path) {
            return new Column(name, "date", path, false);
        }

        static Column condition(String name, String condition) {
            return text(name, ".status.conditions[?(@.type=='%s')].status".formatted(condition));
        }

        Column wide() {
            return new Column(name, type, path, true);
        }

        ObjectNode node() {
            ObjectNode node = SchemaNode.empty().put("jsonPath", path).put("name", name);
            if (onlyWide) {
                node.put("priority", 1);
            }
            return node.put("type", type);
        }
    }

    private static ObjectNode definition(Definition definition) {
        String plural = definition.type().getAnnotation(Plural.class).value();
        ObjectNode root =
                SchemaNode.empty().put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
        root.withObjectProperty("metadata").put("name", plural + "." + definition.group());
        ObjectNode spec = root.withObjectProperty("spec");
        spec.put("group", definition.group());
        spec.set("names", names(definition, plural));
        spec.put("scope", "Namespaced");
        ArrayNode versions = spec.withArray("versions");
        versions.add(version(
                definition, definition.type().getAnnotation(Version.class).value(), true));
        if (definition.hasOldVersion()) {
            versions.add(version(definition, "v1alpha3", false)
                    .put("deprecated", true)
                    .put("deprecationWarning", OLD_VERSION_WARNING));
        }
        return root;
    }

    private static ObjectNode names(Definition definition, String plural) {
        String kind = definition.type().getAnnotation(Kind.class).value();
        ObjectNode names = SchemaNode.empty();
        if (definition.inAll()) {
            names.withArray("categories").add("all");
        }
        names.put("kind", kind).put("listKind", kind + "List").put("plural", plural);
        for (String shortName :
                definition.type().getAnnotation(ShortNames.class).value()) {
            names.withArray("shortNames").add(shortName);
        }
        return names.put(
                "singular", definition.type().getAnnotation(Singular.class).value());
    }

    private static ObjectNode version(Definition definition, String name, boolean storage) {
        ObjectNode version = SchemaNode.empty().put("name", name);
        definition
                .columns()
                .forEach(column -> version.withArray("additionalPrinterColumns").add(column.node()));
        version.withObjectProperty("schema").set("openAPIV3Schema", schema(definition));
        version.put("served", true).put("storage", storage);
        if (definition.statusSubresource()) {
            version.withObjectProperty("subresources").set("status", SchemaNode.empty());
        }
        return version;
    }

    private static ObjectNode schema(Definition definition) {
        ObjectNode properties = SchemaNode.empty();
        properties.set("apiVersion", SchemaNode.typed("string"));
        properties.set("kind", SchemaNode.typed("string"));
        properties.set("metadata", SchemaNode.typed("object"));
        properties.set("spec", RecordSchema.of(definition.spec()));
        definition.status().ifPresent(status -> properties.set("status", RecordSchema.of(status)));
        // A network may be described by a file on the node alone, so it alone has no required spec.
        return SchemaNode.object(properties, definition.inAll() ? List.of("spec") : List.of());
    }
}
