package dev.slipway.standalone.apiserver.cel;

import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.INTEGER;
import static dev.slipway.standalone.apiserver.cel.KubernetesLibrary.TEXT;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import java.util.ArrayList;
import java.util.List;

/** What a pattern finds in a text. Patterns are those of RE2, so no text makes them slow. */
final class RegexFunctions {
    private static final ListType TEXTS = ListType.create(SimpleType.STRING);

    private RegexFunctions() {}

    static List<LibraryFunction> all() {
        return List.of(
                LibraryFunction.member(
                        "find",
                        "string_find_string",
                        SimpleType.STRING,
                        TEXT,
                        TEXT,
                        (text, pattern) ->
                                found(text, pattern, 1).stream().findFirst().orElse("")),
                LibraryFunction.member(
                        "findAll",
                        "string_find_all_string",
                        TEXTS,
                        TEXT,
                        TEXT,
                        (text, pattern) -> found(text, pattern, -1)),
                LibraryFunction.member(
                        "findAll",
                        "string_find_all_string_int",
                        TEXTS,
                        List.of(TEXT, TEXT, INTEGER),
                        arguments -> found((String) arguments[0], (String) arguments[1], (Long) arguments[2])));
    }

    /** @param most negative: all */
    private static List<String> found(String text, String pattern, long most) throws CelEvaluationException {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            List<String> found = new ArrayList<>();
            while ((most < 0 || found.size() < most) && matcher.find()) {
                found.add(matcher.group());
            }
            return found;
        } catch (PatternSyntaxException e) {
            throw new CelEvaluationException("Illegal regex: " + e.getMessage(), e);
        }
    }
}
