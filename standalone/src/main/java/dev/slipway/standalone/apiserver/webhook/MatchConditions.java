package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.cel.MatchCondition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conditions in CEL of a webhook or a policy: one that is false ends the matter, also where others fail. */
public final class MatchConditions {
    private MatchConditions() {}

    /** A condition in CEL. */
    public record Condition(String name, String expression) {}

    /** What came of them. */
    public sealed interface Result {
        record Holds() implements Result {}

        record Fails() implements Result {}

        /** Nobody knows. */
        record Broken(String sentence) implements Result {}
    }

    /** Reads the {@code matchConditions} of a webhook or of the specification of a policy. */
    public static List<Condition> read(JsonNode owner) {
        List<Condition> conditions = new ArrayList<>();
        owner.path("matchConditions")
                .forEach(condition -> conditions.add(new Condition(
                        condition.path("name").asText(),
                        condition.path("expression").asText())));
        return List.copyOf(conditions);
    }

    /** @param params whether there are parameters among the values */
    public static Result of(List<Condition> conditions, Map<String, Object> values, boolean params) {
        List<String> failures = new ArrayList<>();
        for (Condition condition : conditions) {
            String text = condition.expression();
            try {
                Expression expression = params ? MatchCondition.withParams(text) : MatchCondition.of(text);
                if (!Boolean.TRUE.equals(expression.evaluate(values))) {
                    return new Result.Fails();
                }
            } catch (Expression.Failure e) {
                failures.add("expression '%s' resulted in error: %s".formatted(text, e.sentence()));
            }
        }
        return failures.isEmpty() ? new Result.Holds() : new Result.Broken(aggregated(failures));
    }

    private static String aggregated(List<String> failures) {
        List<String> different = failures.stream().distinct().toList();
        return different.size() == 1 ? different.getFirst() : "[" + String.join(", ", different) + "]";
    }
}
