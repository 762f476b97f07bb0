package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.schema.Constraints.Combined;
import dev.slipway.standalone.apiserver.schema.Schema.ListType;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds every place where a value breaks its schema, in kube-apiserver's words. */
public final class Validation {
    private final List<Cause> causes = new ArrayList<>();

    private Validation() {}

    /** Returns one cause a problem; none: the value is right. */
    public static List<Cause> problems(Schema schema, JsonNode value) {
        return problems(schema, value, "");
    }

    private static List<Cause> problems(Schema schema, JsonNode value, String path) {
        Validation validation = new Validation();
        validation.value(schema, value, path);
        return validation.causes;
    }

    private void value(Schema schema, JsonNode value, String path) {
        if (value.isNull() && (schema.nullable() || schema.type() == Schema.Type.ANY)) {
            return;
        }
        if (!isOfType(schema.type(), value)) {
            String found = "\"" + typeOf(value) + "\"";
            causes.add(Cause.wrongType(
                    path,
                    found,
                    "%s in body must be of type %s: %s"
                            .formatted(path, schema.type().word(), found)));
            return;
        }
        if (value.isNumber()) {
            causes.addAll(ScalarChecks.number(schema.constraints(), value.decimalValue(), path));
        } else if (value.isTextual()) {
            causes.addAll(ScalarChecks.text(schema.constraints(), value.asText(), path));
        } else if (value.isArray()) {
            list(schema, value, path);
        } else if (value.isObject()) {
            object(schema, value, path);
        }
        allowed(schema.constraints().allowed(), value, path);
        combined(schema.constraints().combined(), value, path);
    }

    private void object(Schema schema, JsonNode object, String path) {
        Constraints constraints = schema.constraints();
        for (String required : constraints.required()) {
            if (!object.has(required)) {
                causes.add(Cause.required(join(path, required), ""));
            }
        }
        if (object.size() > constraints.properties().most()) {
            causes.add(
                    Cause.tooMany(path, object.size(), constraints.properties().most()));
        }
        if (object.size() < constraints.properties().least()) {
            causes.add(Cause.invalid(
                    path,
                    ScalarChecks.shown(object),
                    "%s in body should have at least %d properties"
                            .formatted(path, constraints.properties().least())));
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            schema.field(field.getKey()).ifPresent(known -> value(known, field.getValue(), join(path, field.getKey())));
        }
        if (schema.embedded()) {
            for (String needed : List.of("apiVersion", "kind")) {
                if (object.path(needed).asText("").isEmpty()) {
                    causes.add(Cause.required(join(path, needed), "must not be empty"));
                }
            }
        }
    }

    private void list(Schema schema, JsonNode list, String path) {
        Constraints constraints = schema.constraints();
        if (list.size() > constraints.items().most()) {
            causes.add(Cause.tooMany(path, list.size(), constraints.items().most()));
        }
        if (list.size() < constraints.items().least()) {
            causes.add(Cause.invalid(
                    path,
                    ScalarChecks.shown(list),
                    "%s in body should have at least %d items"
                            .formatted(path, constraints.items().least())));
        }
        Set<Map<String, JsonNode>> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            String here = path + "[" + i + "]";
            schema.items().ifPresent(known -> value(known, item, here));
            if (schema.list() != ListType.ATOMIC) {
                Map<String, JsonNode> identity = ListIdentity.of(schema, item);
                if (!identity.isEmpty() && !seen.add(identity)) {
                    causes.add(Cause.duplicate(here, ListIdentity.shown(schema, item)));
                }
            }
        }
    }

    private void allowed(List<JsonNode> allowed, JsonNode value, String path) {
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            causes.add(Cause.notSupported(
                    path,
                    ScalarChecks.shown(value),
                    allowed.stream().map(JsonNode::asText).toList()));
        }
    }

    private void combined(Combined combined, JsonNode value, String path) {
        combined.allOf().forEach(schema -> value(schema, value, path));
        if (!combined.anyOf().isEmpty() && matching(combined.anyOf(), value, path) == 0) {
            refuse(value, path, "must validate at least one schema (anyOf)");
        }
        if (!combined.oneOf().isEmpty()) {
            long matching = matching(combined.oneOf(), value, path);
            if (matching != 1) {
                refuse(
                        value,
                        path,
                        "must validate one and only one schema (oneOf). Found "
                                + (matching == 0 ? "none valid" : matching + " valid alternatives"));
            }
        }
        Optional<Schema> not = combined.not();
        if (not.isPresent() && problems(not.get(), value, path).isEmpty()) {
            refuse(value, path, "must not validate the schema (not)");
        }
    }

    private static long matching(List<Schema> schemas, JsonNode value, String path) {
        return schemas.stream()
                .filter(schema -> problems(schema, value, path).isEmpty())
                .count();
    }

    private void refuse(JsonNode value, String path, String why) {
        causes.add(Cause.invalid(path, ScalarChecks.shown(value), "%s in body %s".formatted(path, why)));
    }

    static boolean isOfType(Schema.Type type, JsonNode value) {
        return switch (type) {
            case ANY -> true;
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isTextual();
            case INTEGER -> value.isIntegralNumber() || isWhole(value);
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isIntegralNumber() || isWhole(value) || value.isTextual();
        };
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case STRING, BINARY -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
        };
    }

    static String join(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
