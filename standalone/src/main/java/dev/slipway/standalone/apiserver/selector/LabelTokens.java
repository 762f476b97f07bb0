package dev.slipway.standalone.apiserver.selector;

import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.status.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and signs of a label selector, read one after the other. */
final class LabelTokens {
    private static final Pattern TOKEN = Pattern.compile("\\s*(==|!=|[=!(),<>]|[^\\s=!(),<>]+)\\s*");
    private static final Set<String> SIGNS = Set.of("=", "==", "!=", "!", "(", "<", ">");
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_PREFIX = 253;

    private final List<String> tokens = new ArrayList<>();
    private int next;

    LabelTokens(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
    }

    boolean atEnd() {
        return next == tokens.size();
    }

    String peek() {
        return atEnd() ? "" : tokens.get(next);
    }

    String next() {
        return atEnd() ? "" : tokens.get(next++);
    }

    boolean accept(String token) {
        boolean found = peek().equals(token);
        next += found ? 1 : 0;
        return found;
    }

    void expect(String token, String otherwise) {
        if (!accept(token)) {
            throw error(otherwise.formatted(peek()));
        }
    }

    String key() {
        String key = next();
        if (key.isEmpty() || !Character.isLetterOrDigit(key.charAt(0))) {
            throw error("found '%s', expected: identifier".formatted(key));
        }
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        boolean prefixGood = slash < 0
                || (prefix.length() <= LONGEST_PREFIX && PREFIX.matcher(prefix).matches());
        if (!prefixGood || name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw error(
                    "key: Invalid value: \"%s\": name part must consist of alphanumeric characters, '-', '_' or '.',"
                                    .formatted(key)
                            + " and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or"
                            + " '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
        }
        return key;
    }

    /** Returns the next value; no word before a sign is the empty value. */
    String value(String key) {
        String value = peek();
        if (value.isEmpty() || ",)".contains(value)) {
            return "";
        }
        if (SIGNS.contains(value)) {
            throw error("found '%s', expected: identifier".formatted(value));
        }
        next++;
        if (value.length() > LONGEST_NAME || !NAME.matcher(value).matches()) {
            throw error("values[0][%s]: Invalid value: \"%s\": a valid label must be an empty string or consist of"
                            .formatted(key, value)
                    + " alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
                    + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                    + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
        }
        return value;
    }

    long number(String key) {
        String value = next();
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw error("values[0][%s]: Invalid value: \"%s\": for 'Gt', 'Lt' operators, the value must be an integer"
                    .formatted(key, value));
        }
    }

    ProblemException error(String what) {
        return Problem.badRequest("unable to parse requirement: " + what).exception();
    }
}
