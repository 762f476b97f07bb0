package dev.slipway.standalone.apiserver.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.standalone.apiserver.jsonpath.JsonPath.Comparison;
import dev.slipway.standalone.apiserver.jsonpath.JsonPath.Step;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the text of a path. */
final class JsonPathParser {
    private static final int LONGEST = 4096;
    private static final Map<String, Comparison> COMPARISONS = new LinkedHashMap<>();

    static {
        // Longer signs first, or "<=" would be read as "<".
        COMPARISONS.put("==", Comparison.EQUAL);
        COMPARISONS.put("!=", Comparison.NOT_EQUAL);
        COMPARISONS.put("<=", Comparison.LESS_OR_EQUAL);
        COMPARISONS.put(">=", Comparison.GREATER_OR_EQUAL);
        COMPARISONS.put("<", Comparison.LESS);
        COMPARISONS.put(">", Comparison.GREATER);
    }

    private final String text;
    private int position;

    JsonPathParser(String text) {
        this.text = text;
        if (text.length() > LONGEST) {
            throw wrong("is longer than " + LONGEST + " characters");
        }
    }

    List<Step> steps() {
        List<Step> steps = path();
        if (position < text.length()) {
            throw wrong("has an unexpected '" + text.charAt(position) + "'");
        }
        return steps;
    }

    private List<Step> path() {
        List<Step> steps = new ArrayList<>();
        while (position < text.length()) {
            if (take(".")) {
                if (!peek('[')) {
                    steps.add(field());
                }
            } else if (take("[")) {
                steps.add(bracket());
            } else {
                break;
            }
        }
        return steps;
    }

    private Step field() {
        StringBuilder name = new StringBuilder();
        while (position < text.length() && ".[]()=!<> ".indexOf(text.charAt(position)) < 0) {
            if (text.charAt(position) == '\\' && position + 1 < text.length()) {
                position++;
            }
            name.append(text.charAt(position++));
        }
        if (name.isEmpty()) {
            throw wrong("lacks a field name");
        }
        return name.toString().equals("*") ? new Step.Every() : new Step.Field(name.toString());
    }

    private Step bracket() {
        Step step;
        if (take("?(")) {
            step = filter();
        } else if (take("*")) {
            step = new Step.Every();
        } else if (peek('\'') || peek('"')) {
            step = new Step.Field(quoted());
        } else {
            step = new Step.Item(index());
        }
        expect("]");
        return step;
    }

    private Step filter() {
        skipBlanks();
        expect("@");
        JsonPath path = JsonPath.of(path());
        skipBlanks();
        for (var comparison : COMPARISONS.entrySet()) {
            if (take(comparison.getKey())) {
                skipBlanks();
                JsonNode constant = constant();
                skipBlanks();
                expect(")");
                return new Step.Where(path, comparison.getValue(), Optional.of(constant));
            }
        }
        expect(")");
        return new Step.Where(path, Comparison.EXISTS, Optional.empty());
    }

    private JsonNode constant() {
        if (peek('\'') || peek('"')) {
            return TextNode.valueOf(quoted());
        }
        int start = position;
        while (position < text.length() && ") ".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        String word = text.substring(start, position);
        if (word.equals("true") || word.equals("false")) {
            return BooleanNode.valueOf(word.equals("true"));
        }
        try {
            return DecimalNode.valueOf(new BigDecimal(word));
        } catch (NumberFormatException e) {
            throw wrong("compares with '" + word + "', which is neither a number nor quoted");
        }
    }

    private String quoted() {
        char quote = text.charAt(position++);
        StringBuilder value = new StringBuilder();
        while (position < text.length() && text.charAt(position) != quote) {
            if (text.charAt(position) == '\\' && position + 1 < text.length()) {
                position++;
            }
            value.append(text.charAt(position++));
        }
        expect(String.valueOf(quote));
        return value.toString();
    }

    private int index() {
        int start = position;
        while (position < text.length() && "-0123456789".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        try {
            return Integer.parseInt(text, start, position, 10);
        } catch (NumberFormatException e) {
            throw wrong("has no item number between the brackets");
        }
    }

    private void skipBlanks() {
        while (peek(' ')) {
            position++;
        }
    }

    private boolean peek(char expected) {
        return position < text.length() && text.charAt(position) == expected;
    }

    private boolean take(String expected) {
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    private void expect(String expected) {
        if (!take(expected)) {
            throw wrong("lacks '" + expected + "'");
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(
                "The path %s %s at position %d; write it like .status.phase or .status.conditions[?(@.type==\"Ready\")].status."
                        .formatted(text.length() > LONGEST ? text.substring(0, 40) + "…" : text, what, position));
    }
}
