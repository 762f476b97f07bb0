package dev.slipway.machine.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.types.TypeCheck;
import java.util.List;
import java.util.Optional;

/** Reads specs that passed the check of their type, and writes them back. */
final class SpecReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SpecReader() {}

    /** Returns how the spec of {@code object} is not of the named type, as a refusal. */
    static Optional<Verdict> mismatch(String type, ObjectNode object) {
        if (!object.path("spec").isObject()) {
            return Optional.of(Refusal.schema(List.of("spec is missing. Add it.")));
        }
        TypeCheck.Findings findings = TypeCheck.of(type, object.get("spec"), "spec");
        if (!findings.schema().isEmpty()) {
            return Optional.of(Refusal.schema(findings.schema()));
        }
        return findings.values().isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.bad(String.join(" ", findings.values())));
    }

    /**
     * Returns what of {@code spec} cannot be read as the named type although the published schema lets it through, as a
     * refusal, e.g. a negative number where there can be none.
     */
    static Optional<Verdict> unreadable(String type, JsonNode spec) {
        List<String> values = TypeCheck.of(type, spec, "spec").values();
        return values.isEmpty() ? Optional.empty() : Optional.of(Refusal.bad(String.join(" ", values)));
    }

    /** Reads a tree that has the shape of {@code type}. */
    static <T> T read(JsonNode tree, Class<T> type) {
        try {
            JsonNode copy = tree.deepCopy();
            dropNulls(copy);
            return JSON.treeToValue(copy, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the tree passed the check of its type", e);
        }
    }

    /** A field that is null counts as absent. */
    private static void dropNulls(JsonNode tree) {
        if (tree instanceof ObjectNode fields) {
            fields.properties().removeIf(field -> field.getValue().isNull());
        }
        tree.forEach(SpecReader::dropNulls);
    }

    /** Writes a value as a tree. */
    static ObjectNode write(Object value) {
        return JSON.valueToTree(value);
    }
}
