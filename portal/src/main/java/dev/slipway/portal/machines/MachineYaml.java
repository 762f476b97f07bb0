package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.yaml.YamlText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A machine as text that people edit: without status and without what the cluster keeps for itself. */
public final class MachineYaml {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KEPT_BY_CLUSTER = List.of(
            "managedFields",
            "resourceVersion",
            "generation",
            "uid",
            "creationTimestamp",
            "selfLink",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");
    private static final List<String> FIRST = List.of("apiVersion", "kind", "metadata", "name", "namespace");

    private MachineYaml() {}

    /** What a text turned out to be. */
    public sealed interface Parsed {
        /** A machine. */
        record Machine(ObjectNode object) implements Parsed {}

        /** Something else; the sentence says what and where. */
        record Wrong(String sentence) implements Parsed {}
    }

    /** Returns the part of an object that people edit. */
    static ObjectNode editable(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(KEPT_BY_CLUSTER);
        }
        return copy;
    }

    /** Writes an object as YAML: apiVersion, kind, metadata first, everything else by name. */
    public static String write(JsonNode object) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings).dumpToString(sorted(JSON.convertValue(object, Object.class)));
    }

    /** Reads a text as the machine with a key. */
    static Parsed read(String text, ObjectKey key) {
        return switch (YamlText.parse(text)) {
            case YamlText.Parsed.Wrong wrong -> new Parsed.Wrong(wrong.sentence());
            case YamlText.Parsed.Value parsed -> machine(parsed.value(), key);
        };
    }

    /** Reads a text as a machine that is to be made in a project. */
    public static Parsed read(String text, String project) {
        return switch (YamlText.parse(text)) {
            case YamlText.Parsed.Wrong wrong -> new Parsed.Wrong(wrong.sentence());
            case YamlText.Parsed.Value(Map<?, ?> map) -> {
                ObjectNode object = JSON.valueToTree(map);
                String name = object.at("/metadata/name").asText("");
                if (name.isEmpty()) {
                    yield new Parsed.Wrong("metadata.name is missing; the machine needs a name.");
                }
                object.withObjectProperty("metadata").put("namespace", project);
                yield machine(map(object), new ObjectKey(project, name));
            }
            case YamlText.Parsed.Value value -> machine(value.value(), new ObjectKey(project, ""));
        };
    }

    private static Object map(ObjectNode object) {
        return JSON.convertValue(object, Object.class);
    }

    private static Parsed machine(@Nullable Object value, ObjectKey key) {
        if (!(value instanceof Map<?, ?> map)) {
            return new Parsed.Wrong("The text is not an object. A machine begins with apiVersion: kubevirt.io/v1.");
        }
        ObjectNode object = JSON.valueToTree(map);
        return problem(object, key)
                .<Parsed>map(Parsed.Wrong::new)
                .orElseGet(() -> new Parsed.Machine(editable(object)));
    }

    private static Optional<String> problem(ObjectNode object, ObjectKey key) {
        return fixed(object, "/apiVersion", "kubevirt.io/v1")
                .or(() -> fixed(object, "/kind", "VirtualMachine"))
                .or(() -> fixed(object, "/metadata/name", key.name()))
                .or(() -> fixed(object, "/metadata/namespace", key.namespace()))
                .or(() -> object.get("spec") instanceof ObjectNode
                        ? Optional.empty()
                        : Optional.of("spec is missing; it says what the machine is made of."));
    }

    private static Optional<String> fixed(ObjectNode object, String pointer, String wanted) {
        String actual = object.at(pointer).asText("");
        String field = pointer.substring(1).replace('/', '.');
        return actual.equals(wanted)
                ? Optional.empty()
                : Optional.of(
                        field + " is \"" + actual + "\", but it cannot be changed here: put back \"" + wanted + "\".");
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>((one, other) -> {
                int byRank = Integer.compare(rank(one), rank(other));
                return byRank == 0 ? one.compareTo(other) : byRank;
            });
            map.forEach((key, inner) -> sorted.put(String.valueOf(key), sorted(inner)));
            return sorted;
        }
        return value instanceof List<?> list
                ? list.stream().map(MachineYaml::sorted).toList()
                : value;
    }

    private static int rank(String key) {
        int rank = FIRST.indexOf(key);
        return rank < 0 ? FIRST.size() : rank;
    }
}
