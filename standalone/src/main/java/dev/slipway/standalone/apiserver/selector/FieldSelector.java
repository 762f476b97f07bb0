package dev.slipway.standalone.apiserver.selector;

import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A condition on fields: all terms hold.
 *
 * @param terms empty: everything matches
 */
public record FieldSelector(List<Term> terms) {
    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    public FieldSelector {
        terms = List.copyOf(terms);
    }

    /** @param equal false: the field must differ from the value */
    public record Term(String field, boolean equal, String value) {}

    /** @param fields gives the value of a field, empty where it is absent */
    public boolean matches(UnaryOperator<String> fields) {
        return terms.stream().allMatch(term -> fields.apply(term.field).equals(term.value) == term.equal);
    }

    public boolean isEverything() {
        return terms.isEmpty();
    }

    /**
     * Parses the text form, e.g. {@code status.phase!=Running,spec.nodeName=a}; {@code \\}, {@code \,} and {@code \=} stand
     * for themselves in values.
     *
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 400
     */
    public static FieldSelector parse(String text) {
        List<Term> terms = new ArrayList<>();
        for (String term : split(text)) {
            if (!term.isEmpty()) {
                terms.add(term(text, term));
            }
        }
        return new FieldSelector(terms);
    }

    private static Term term(String whole, String term) {
        for (int i = 0; i < term.length(); i++) {
            if (term.startsWith("!=", i)) {
                return new Term(term.substring(0, i), false, unescape(term.substring(i + 2)));
            }
            if (term.charAt(i) == '=') {
                int skip = term.startsWith("==", i) ? 2 : 1;
                return new Term(term.substring(0, i), true, unescape(term.substring(i + skip)));
            }
        }
        throw Problem.badRequest("invalid selector: '%s'; can't understand '%s'".formatted(whole, term))
                .exception();
    }

    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == ',') {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static String unescape(String value) {
        return value.replaceAll("\\\\([\\\\,=])", "$1");
    }
}
