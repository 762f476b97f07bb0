package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds the first amount in an object that is no quantity. Source: Kubernetes, {@code apimachinery/pkg/api/resource}. */
final class QuantityForm {
    private static final Pattern FORM =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?");
    private static final Set<String> FIELDS = Set.of("guest", "maxGuest", "capacity", "memlock");
    private static final Set<String> MAPS = Set.of("requests", "limits");

    private QuantityForm() {}

    /** Returns what is wrong with the first bad amount below {@code node}, whose path is {@code path}. */
    static Optional<Cause> firstWrong(JsonNode node, String path) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<Cause> wrong = firstWrong(node.get(i), path + "[" + i + "]");
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
            return Optional.empty();
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = path + "." + field.getKey();
            JsonNode value = field.getValue();
            boolean amount =
                    FIELDS.contains(field.getKey()) || MAPS.contains(path.substring(path.lastIndexOf('.') + 1));
            boolean wrong = amount
                    && value.isValueNode()
                    && !value.isNull()
                    && !FORM.matcher(value.asText()).matches();
            if (wrong) {
                return Optional.of(new Cause(
                        "FieldValueInvalid",
                        name,
                        name + " '" + value.asText()
                                + "' is no quantity. Write a number with a unit, e.g. 512Mi, 2Gi or 500m."));
            }
            Optional<Cause> below = firstWrong(value, name);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }
}
