package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which objects of a graph a client wants to see: {@code ObjectGraphOptions}. */
record GraphFilter(ObjectNode options) {
    static final String LABEL = "kubevirt.io/dependency-type";

    boolean includes(ObjectNode node) {
        boolean hidden = node.path("optional").asBoolean()
                && options.path("includeOptionalNodes").isBoolean()
                && !options.path("includeOptionalNodes").asBoolean();
        return !hidden && matches(node.path("labels"));
    }

    private boolean matches(JsonNode labels) {
        JsonNode selector = options.path("labelSelector");
        for (var wanted : selector.path("matchLabels").properties()) {
            if (!labels.path(wanted.getKey())
                    .asText("")
                    .equals(wanted.getValue().asText())) {
                return false;
            }
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            if (!matches(expression, labels.path(expression.path("key").asText()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(JsonNode expression, JsonNode label) {
        boolean present = !label.isMissingNode();
        boolean named = false;
        for (JsonNode value : expression.path("values")) {
            named |= present && value.asText().equals(label.asText());
        }
        return switch (expression.path("operator").asText()) {
            case "In" -> named;
            case "NotIn" -> !named;
            case "Exists" -> present;
            case "DoesNotExist" -> !present;
            default -> true;
        };
    }
}
