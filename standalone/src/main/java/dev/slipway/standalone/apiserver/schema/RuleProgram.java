package dev.slipway.standalone.apiserver.schema;

import dev.slipway.standalone.apiserver.cel.Expression;
import java.util.List;
import java.util.regex.Pattern;

/** The expressions of rules: about {@code self}, and {@code oldSelf} where a value changes. */
final class RuleProgram {
    private static final List<String> VARIABLES = List.of("self", "oldSelf");
    private static final Pattern TEXTS = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern OLD = Pattern.compile("\\boldSelf\\b");

    private RuleProgram() {}

    static Expression of(String expression) throws Expression.Failure {
        return Expression.of(expression, VARIABLES);
    }

    /** Whether it looks at the value before the change. */
    static boolean comparesWithOld(String expression) {
        return OLD.matcher(TEXTS.matcher(expression).replaceAll("")).find();
    }
}
