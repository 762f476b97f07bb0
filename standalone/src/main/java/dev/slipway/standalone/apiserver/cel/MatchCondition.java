package dev.slipway.standalone.apiserver.cel;

import java.util.List;

/** Expressions about a write: those that choose what webhooks and policies are asked about. */
public final class MatchCondition {
    private static final List<String> VARIABLES =
            List.of("object", "oldObject", "request", "authorizer", "authorizer.requestResource");
    private static final List<String> WITH_PARAMS =
            List.of("object", "oldObject", "request", "authorizer", "authorizer.requestResource", "params");

    private MatchCondition() {}

    public static Expression of(String text) throws Expression.Failure {
        return Expression.of(text, VARIABLES);
    }

    /** An expression of a policy that has parameters. */
    public static Expression withParams(String text) throws Expression.Failure {
        return Expression.of(text, WITH_PARAMS);
    }
}
