package dev.slipway.standalone.apiserver.policy;

import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.cel.PolicyExpression;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a policy for one write. One that fails is missing; whoever uses it learns why.
 *
 * @param values what they came to
 * @param failures why others are missing
 */
record PolicyVariables(Map<String, Object> values, Map<String, String> failures) {
    private static final String MISSING = "no such key: ";

    /** @param write values that the variables are made of */
    static PolicyVariables of(Policy policy, Map<String, Object> write) {
        PolicyVariables variables = new PolicyVariables(new LinkedHashMap<>(), new HashMap<>());
        Map<String, Object> all = new HashMap<>(write);
        all.put("variables", variables.values);
        for (Policy.Variable variable : policy.variables()) {
            try {
                variables.values.put(
                        variable.name(),
                        PolicyExpression.of(
                                        variable.expression(), policy.params().isPresent(), true)
                                .evaluate(all));
            } catch (Expression.Failure e) {
                variables.failures.put(variable.name(), variables.explain(e.sentence()));
            }
        }
        return variables;
    }

    /** Returns why an expression failed, if it was for a variable. */
    String explain(String sentence) {
        String name = sentence.startsWith(MISSING) ? sentence.substring(MISSING.length()) : "";
        return Optional.ofNullable(failures.get(name))
                .map(why -> "composited variable \"%s\" fails to evaluate: %s".formatted(name, why))
                .orElse(sentence);
    }
}
