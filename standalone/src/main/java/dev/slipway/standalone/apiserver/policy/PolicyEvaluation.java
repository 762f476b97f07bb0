package dev.slipway.standalone.apiserver.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.cel.PolicyExpression;
import dev.slipway.standalone.apiserver.schema.RuleValues;
import dev.slipway.standalone.apiserver.webhook.MatchConditions;
import dev.slipway.standalone.apiserver.webhook.WriteValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy says of a write with one object of parameters. Source: Kubernetes 1.34,
 * {@code apiserver/pkg/admission/plugin/policy/validating}.
 */
final class PolicyEvaluation {
    private static final int LONGEST_MESSAGE = 5 << 10;

    private final Policy policy;
    private final Map<String, Object> values;
    private final Map<String, Object> messageValues;
    private final PolicyVariables variables;

    /** @param conditionValues what the conditions were judged by, to which the variables are added */
    private PolicyEvaluation(Policy policy, Map<String, Object> messageValues, Map<String, Object> conditionValues) {
        this.policy = policy;
        this.values = new HashMap<>(conditionValues);
        this.messageValues = new HashMap<>(messageValues);
        this.variables = PolicyVariables.of(policy, values);
        values.put("variables", variables.values());
        this.messageValues.put("variables", variables.values());
    }

    /** One objection. */
    record Objection(String message, String reason) {}

    /**
     * Returns the objections, none if the write may be.
     *
     * @param namespace of the write; null if there is none
     * @param params null if there are none
     */
    static List<Objection> of(Policy policy, WriteValues write, JsonNode namespace, JsonNode params) {
        Map<String, Object> messageValues = new HashMap<>(write.values());
        messageValues.put("namespaceObject", RuleValues.of(namespace));
        if (policy.params().isPresent()) {
            messageValues.put("params", RuleValues.of(params));
        }
        Map<String, Object> conditionValues = new HashMap<>(write.forConditions());
        conditionValues.putAll(messageValues);
        return switch (MatchConditions.of(
                policy.conditions(), conditionValues, policy.params().isPresent())) {
            case MatchConditions.Result.Fails _ -> List.of();
            case MatchConditions.Result.Broken broken -> broken(policy, broken.sentence());
            // What the conditions leave out costs no variables.
            case MatchConditions.Result.Holds _ ->
                new PolicyEvaluation(policy, messageValues, conditionValues).objections();
        };
    }

    private static List<Objection> broken(Policy policy, String sentence) {
        return policy.ignoresFailure() ? List.of() : List.of(new Objection(sentence, "Invalid"));
    }

    private List<Objection> objections() {
        List<Objection> objections = new ArrayList<>();
        for (Policy.Validation validation : policy.validations()) {
            try {
                if (!Boolean.TRUE.equals(expression(validation.expression()).evaluate(values))) {
                    objections.add(new Objection(message(validation), validation.reason()));
                }
            } catch (Expression.Failure e) {
                objections.addAll(broken(policy, resulted(validation.expression(), e)));
            }
        }
        for (String annotation : policy.annotations()) {
            try {
                expression(annotation).evaluate(values);
            } catch (Expression.Failure e) {
                objections.addAll(broken(policy, resulted(annotation, e)));
            }
        }
        return objections;
    }

    private Expression expression(String text) throws Expression.Failure {
        return PolicyExpression.of(
                text, policy.params().isPresent(), !policy.variables().isEmpty());
    }

    private String resulted(String expression, Expression.Failure failure) {
        return "expression '%s' resulted in error: %s".formatted(expression, variables.explain(failure.sentence()));
    }

    private String message(Policy.Validation validation) {
        String own = validation.messageExpression().isEmpty() ? "" : evaluated(validation.messageExpression());
        if (!own.isEmpty()) {
            return own;
        }
        String fixed = validation.message().strip();
        return fixed.isEmpty() ? "failed expression: " + validation.expression().strip() : fixed;
    }

    /** Returns nothing if it comes to no sentence. */
    private String evaluated(String expression) {
        try {
            Object text = PolicyExpression.ofMessage(
                            expression,
                            policy.params().isPresent(),
                            !policy.variables().isEmpty())
                    .evaluate(messageValues);
            String sentence = text instanceof String found ? found.strip() : "";
            return sentence.length() > LONGEST_MESSAGE || sentence.indexOf('\n') >= 0 ? "" : sentence;
        } catch (Expression.Failure _) {
            return ""; // the plain message serves as well
        }
    }
}
