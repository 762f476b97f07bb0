package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.standalone.apiserver.schema.Constraints.Bound;
import dev.slipway.standalone.apiserver.schema.Constraints.Combined;
import dev.slipway.standalone.apiserver.schema.Constraints.Size;
import dev.slipway.standalone.apiserver.schema.Schema.ListType;
import dev.slipway.standalone.apiserver.schema.Schema.PatchMarks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads schemas from their JSON form. */
public final class SchemaReader {
    private SchemaReader() {}

    static Schema anything() {
        return new Schema(
                Schema.Type.ANY,
                true,
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                ListType.ATOMIC,
                List.of(),
                false,
                true,
                false,
                Optional.empty(),
                Constraints.NONE,
                Optional.empty());
    }

    static Schema text() {
        return read(JsonNodeFactory.instance.objectNode().put("type", "string"));
    }

    /** Reads the schema of a value. */
    public static Schema read(JsonNode json) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        json.path("properties").properties().forEach(field -> properties.put(field.getKey(), read(field.getValue())));
        JsonNode additional = json.path("additionalProperties");
        return new Schema(
                type(json),
                json.path("nullable").asBoolean(),
                properties,
                additional.isObject()
                        ? Optional.of(read(additional))
                        : additional.asBoolean() ? Optional.of(anything()) : Optional.empty(),
                json.path("items").isObject() ? Optional.of(read(json.path("items"))) : Optional.empty(),
                listType(json),
                texts(json.path("x-kubernetes-list-map-keys")),
                json.path("x-kubernetes-map-type").asText().equals("atomic"),
                json.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
                json.path("x-kubernetes-embedded-resource").asBoolean(),
                json.has("default") ? Optional.of(json.path("default")) : Optional.empty(),
                constraints(json),
                patchMarks(json));
    }

    private static Schema.Type type(JsonNode json) {
        if (json.path("x-kubernetes-int-or-string").asBoolean()
                || json.path("format").asText().equals("int-or-string")) {
            return Schema.Type.INT_OR_STRING;
        }
        return switch (json.path("type").asText()) {
            case "object" -> Schema.Type.OBJECT;
            case "array" -> Schema.Type.ARRAY;
            case "string" -> Schema.Type.STRING;
            case "integer" -> Schema.Type.INTEGER;
            case "number" -> Schema.Type.NUMBER;
            case "boolean" -> Schema.Type.BOOLEAN;
            default -> Schema.Type.ANY;
        };
    }

    private static ListType listType(JsonNode json) {
        return switch (json.path("x-kubernetes-list-type").asText()) {
            case "set" -> ListType.SET;
            case "map" -> ListType.MAP;
            default -> ListType.ATOMIC;
        };
    }

    private static Optional<PatchMarks> patchMarks(JsonNode json) {
        String strategies = json.path("x-kubernetes-patch-strategy").asText("");
        return strategies.isEmpty()
                ? Optional.empty()
                : Optional.of(new PatchMarks(
                        Set.of(strategies.split(",")),
                        Optional.ofNullable(
                                json.path("x-kubernetes-patch-merge-key").textValue())));
    }

    private static Constraints constraints(JsonNode json) {
        List<JsonNode> allowed = new ArrayList<>();
        json.path("enum").forEach(allowed::add);
        return new Constraints(
                texts(json.path("required")),
                allowed,
                bound(json, "minimum", "exclusiveMinimum"),
                bound(json, "maximum", "exclusiveMaximum"),
                json.has("multipleOf") ? Optional.of(json.path("multipleOf").decimalValue()) : Optional.empty(),
                size(json, "minLength", "maxLength"),
                pattern(json.path("pattern").asText("")),
                Optional.ofNullable(json.path("format").textValue()),
                size(json, "minItems", "maxItems"),
                size(json, "minProperties", "maxProperties"),
                rules(json.path("x-kubernetes-validations")),
                new Combined(
                        schemas(json.path("allOf")),
                        schemas(json.path("anyOf")),
                        schemas(json.path("oneOf")),
                        json.path("not").isObject() ? Optional.of(read(json.path("not"))) : Optional.empty()));
    }

    private static List<Rule> rules(JsonNode json) {
        List<Rule> rules = new ArrayList<>();
        json.forEach(rule -> rules.add(new Rule(
                rule.path("rule").asText(),
                rule.path("message").asText(""),
                rule.path("messageExpression").asText(""),
                rule.path("reason").asText("FieldValueInvalid"),
                rule.path("fieldPath").asText(""),
                rule.path("optionalOldSelf").asBoolean())));
        return List.copyOf(rules);
    }

    private static Optional<Bound> bound(JsonNode json, String value, String exclusive) {
        return json.has(value)
                ? Optional.of(new Bound(
                        json.path(value).decimalValue(), json.path(exclusive).asBoolean()))
                : Optional.empty();
    }

    private static Size size(JsonNode json, String least, String most) {
        return new Size(json.path(least).asLong(0), json.path(most).asLong(Long.MAX_VALUE));
    }

    /** Go's patterns are those of RE2, which Java's include; one that Java cannot read checks nothing. */
    private static Optional<Pattern> pattern(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Pattern.compile(text));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    private static List<Schema> schemas(JsonNode list) {
        List<Schema> schemas = new ArrayList<>();
        list.forEach(schema -> schemas.add(read(schema)));
        return schemas;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
