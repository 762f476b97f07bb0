package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.standalone.apiserver.jsonpath.JsonPath;
import dev.slipway.standalone.apiserver.resource.PrinterColumn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The columns that a CustomResourceDefinition asks for. */
final class CustomColumns {
    private static final List<PrinterColumn> DEFAULT =
            List.of(new PrinterColumn("Age", "date", "", "", 0, ".metadata.creationTimestamp"));

    private CustomColumns() {}

    static List<Column> of(List<PrinterColumn> declared) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.ofName());
        (declared.isEmpty() ? DEFAULT : declared).forEach(column -> columns.add(of(column)));
        return columns;
    }

    private static Column of(PrinterColumn column) {
        JsonPath path = JsonPath.parse(column.jsonPath());
        return new Column(
                column.name(),
                column.type(),
                column.format(),
                column.description(),
                column.priority(),
                (object, now) -> path.first(object)
                        .map(value -> cell(column.type(), value, now))
                        .orElse(NullNode.getInstance()));
    }

    private static JsonNode cell(String type, JsonNode value, Instant now) {
        return switch (type) {
            case "integer" -> value.isIntegralNumber() ? value : NullNode.getInstance();
            case "number" -> value.isNumber() ? value : NullNode.getInstance();
            case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
            case "date" -> value.isTextual() ? TextNode.valueOf(Column.since(value, now)) : NullNode.getInstance();
            default ->
                value.isNull() ? value : TextNode.valueOf(value.isValueNode() ? value.asText() : value.toString());
        };
    }
}
