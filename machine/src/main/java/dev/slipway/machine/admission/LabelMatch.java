package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether labels match a selector; an empty selector matches all. */
public final class LabelMatch {
    private LabelMatch() {}

    /** Returns whether they match. */
    public static boolean of(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
            if (!wanted.getValue().equals(labels.path(wanted.getKey()))) {
                return false;
            }
        }
        for (JsonNode requirement : selector.path("matchExpressions")) {
            if (!matches(requirement, labels.path(requirement.path("key").asText()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(JsonNode requirement, JsonNode label) {
        List<String> values = new ArrayList<>();
        requirement.path("values").forEach(value -> values.add(value.asText()));
        boolean there = !label.isMissingNode();
        return switch (requirement.path("operator").asText()) {
            case "In" -> there && values.contains(label.asText());
            case "NotIn" -> !there || !values.contains(label.asText());
            case "Exists" -> there;
            case "DoesNotExist" -> !there;
            default -> false;
        };
    }
}
