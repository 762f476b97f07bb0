package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.schema.Pruning;
import dev.slipway.standalone.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What keeps an applied object from being typed: fields without a schema, values of another type. */
final class UndeclaredFields {
    private UndeclaredFields() {}

    static List<String> of(Schema schema, ObjectNode applied) {
        List<String> problems = new ArrayList<>();
        Pruning.prune(schema, applied.deepCopy())
                .forEach(path -> problems.add("." + path + ": field not declared in schema"));
        types(schema, applied, "", problems);
        return problems;
    }

    private static void types(Schema schema, JsonNode value, String path, List<String> problems) {
        if (value.isNull()) {
            return;
        }
        String wanted = switch (schema.type()) {
            case OBJECT -> value.isObject() ? "" : "map";
            case ARRAY -> value.isArray() ? "" : "list";
            case STRING -> value.isTextual() ? "" : "string";
            case BOOLEAN -> value.isBoolean() ? "" : "boolean";
            case INTEGER, NUMBER -> value.isNumber() ? "" : "numeric (int or float)";
            case INT_OR_STRING, ANY -> "";
        };
        if (!wanted.isEmpty()) {
            problems.add("%s: expected %s, got %s".formatted(path, wanted, shown(value)));
            return;
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            schema.field(field.getKey())
                    .ifPresent(known -> types(known, field.getValue(), path + "." + field.getKey(), problems));
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            JsonNode item = value.get(i);
            String here = path + "[" + i + "]";
            schema.items().ifPresent(known -> types(known, item, here, problems));
        }
    }

    private static String shown(JsonNode value) {
        return value.isContainerNode() ? (value.isObject() ? "map" : "list") : value.isTextual() ? "string" : "scalar";
    }
}
