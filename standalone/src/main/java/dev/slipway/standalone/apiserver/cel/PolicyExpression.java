package dev.slipway.standalone.apiserver.cel;

import java.util.ArrayList;
import java.util.List;

/** Expressions of a ValidatingAdmissionPolicy about a write that it is asked about. */
public final class PolicyExpression {
    private PolicyExpression() {}

    /**
     * Returns the expression of a validation, a variable or an annotation.
     *
     * @param params whether the policy has parameters
     * @param variables whether it has variables
     */
    public static Expression of(String text, boolean params, boolean variables) throws Expression.Failure {
        List<String> names = names(params, variables);
        names.addAll(List.of("authorizer", "authorizer.requestResource"));
        return Expression.of(text, List.copyOf(names));
    }

    /** Returns the expression of a message, which asks for no rights. */
    public static Expression ofMessage(String text, boolean params, boolean variables) throws Expression.Failure {
        return Expression.of(text, List.copyOf(names(params, variables)));
    }

    private static List<String> names(boolean params, boolean variables) {
        List<String> names = new ArrayList<>(List.of("object", "oldObject", "request", "namespaceObject"));
        if (params) {
            names.add("params");
        }
        if (variables) {
            names.add("variables");
        }
        return names;
    }
}
