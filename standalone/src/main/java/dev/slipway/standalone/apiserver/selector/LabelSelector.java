package dev.slipway.standalone.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A condition on labels: all requirements hold.
 *
 * @param requirements empty: everything matches
 */
public record LabelSelector(List<Requirement> requirements) {
    public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** A condition on one label. */
    public sealed interface Requirement {
        String key();

        boolean matches(Map<String, String> labels);

        record In(String key, Set<String> values) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                return value != null && values.contains(value);
            }
        }

        /** Also matches objects without the label. */
        record NotIn(String key, Set<String> values) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                return value == null || !values.contains(value);
            }
        }

        record Exists(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return labels.containsKey(key);
            }
        }

        record Absent(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return !labels.containsKey(key);
            }
        }

        /** The label is an integer greater (or less) than the bound. */
        record Compared(String key, boolean greater, long bound) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                try {
                    long value = Long.parseLong(labels.getOrDefault(key, ""));
                    return greater ? value > bound : value < bound;
                } catch (NumberFormatException _) {
                    return false;
                }
            }
        }
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    public boolean isEverything() {
        return requirements.isEmpty();
    }

    /**
     * Parses the text form, e.g. {@code app=web,tier in (a, b),!old}.
     *
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 400
     */
    public static LabelSelector parse(String text) {
        LabelTokens tokens = new LabelTokens(text);
        List<Requirement> requirements = new ArrayList<>();
        while (!tokens.atEnd()) {
            requirements.add(requirement(tokens));
            if (!tokens.atEnd()) {
                tokens.expect(",", "found '%s', expected: ',' or 'end of string'");
                if (tokens.atEnd()) {
                    throw tokens.error("found '', expected: identifier after ','");
                }
            }
        }
        return new LabelSelector(requirements);
    }

    /** Reads the form that objects have, with {@code matchLabels} and {@code matchExpressions}. */
    public static LabelSelector of(JsonNode selector) {
        List<Requirement> requirements = new ArrayList<>();
        selector.path("matchLabels")
                .properties()
                .forEach(label -> requirements.add(new Requirement.In(
                        label.getKey(), Set.of(label.getValue().asText()))));
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = expression.path("key").asText();
            Set<String> values = new LinkedHashSet<>();
            expression.path("values").forEach(value -> values.add(value.asText()));
            requirements.add(
                    switch (expression.path("operator").asText()) {
                        case "In" -> new Requirement.In(key, values);
                        case "NotIn" -> new Requirement.NotIn(key, values);
                        case "Exists" -> new Requirement.Exists(key);
                        default -> new Requirement.Absent(key);
                    });
        }
        return new LabelSelector(requirements);
    }

    /** Returns the labels of an object. */
    public static Map<String, String> labels(JsonNode object) {
        Map<String, String> labels = new HashMap<>();
        object.at("/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    private static Requirement requirement(LabelTokens tokens) {
        if (tokens.accept("!")) {
            return new Requirement.Absent(tokens.key());
        }
        String key = tokens.key();
        if (tokens.atEnd() || tokens.peek().equals(",")) {
            return new Requirement.Exists(key);
        }
        String operator = tokens.next();
        return switch (operator) {
            case "=", "==" -> new Requirement.In(key, Set.of(tokens.value(key)));
            case "!=" -> new Requirement.NotIn(key, Set.of(tokens.value(key)));
            case "in" -> new Requirement.In(key, values(tokens, key));
            case "notin" -> new Requirement.NotIn(key, values(tokens, key));
            case ">", "<" -> new Requirement.Compared(key, operator.equals(">"), tokens.number(key));
            default -> throw tokens.error("found '%s', expected: in, notin, =, ==, !=, gt, lt".formatted(operator));
        };
    }

    private static Set<String> values(LabelTokens tokens, String key) {
        tokens.expect("(", "found '%s' expected: '('");
        Set<String> values = new LinkedHashSet<>();
        do {
            values.add(tokens.value(key));
        } while (tokens.accept(","));
        tokens.expect(")", "found '%s', expected: ',' or ')'");
        return values;
    }
}
