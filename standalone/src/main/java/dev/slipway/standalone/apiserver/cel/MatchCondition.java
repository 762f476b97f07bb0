package dev.slipway.standalone.apiserver.cel;

import java.util.List;

/** Expressions that choose the writes that a webhook is asked about. */
public final class MatchCondition {
    private static final List<String> VARIABLES = List.of("object", "oldObject", "request");

    private MatchCondition() {}

    public static Expression of(String text) throws Expression.Failure {
        return Expression.of(text, VARIABLES);
    }
}
