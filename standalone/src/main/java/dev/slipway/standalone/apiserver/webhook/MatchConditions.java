package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.cel.MatchCondition;
import dev.slipway.standalone.apiserver.schema.RuleValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The conditions in CEL of a webhook: one that is false ends the matter, also where others fail. */
final class MatchConditions {
    private MatchConditions() {}

    /** What came of them. */
    sealed interface Result {
        record Holds() implements Result {}

        record Fails() implements Result {}

        /** Nobody knows. */
        record Broken(String sentence) implements Result {}
    }

    static Result of(List<Webhook.Condition> conditions, JsonNode request) {
        Map<String, Object> values = new HashMap<>();
        values.put("object", RuleValues.of(request.path("object")));
        values.put("oldObject", RuleValues.of(request.path("oldObject")));
        values.put("request", RuleValues.of(request));
        Map<String, String> failures = new java.util.LinkedHashMap<>();
        for (Webhook.Condition condition : conditions) {
            try {
                if (!Boolean.TRUE.equals(
                        MatchCondition.of(condition.expression()).evaluate(values))) {
                    return new Result.Fails();
                }
            } catch (Expression.Failure e) {
                failures.put(condition.expression(), e.sentence());
            }
        }
        return failures.isEmpty()
                ? new Result.Holds()
                : new Result.Broken(failures.entrySet().stream()
                        .map(failure ->
                                "expression '%s' resulted in error: %s".formatted(failure.getKey(), failure.getValue()))
                        .collect(Collectors.joining(
                                ", ", failures.size() > 1 ? "[" : "", failures.size() > 1 ? "]" : "")));
    }
}
