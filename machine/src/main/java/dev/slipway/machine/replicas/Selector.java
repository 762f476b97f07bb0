package dev.slipway.machine.replicas;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition on labels. Source of the text form: apimachinery, {@code labels/selector.go}.
 *
 * @param requirements all of them hold for what is selected
 */
public record Selector(List<Requirement> requirements) {
    /**
     * A condition on one label.
     *
     * @param key name of the label
     * @param operator what its value is held against the values by
     * @param values what it is held against, in alphabetical order
     */
    public record Requirement(String key, Operator operator, List<String> values) {
        public Requirement {
            values = values.stream().sorted().toList();
        }

        private boolean matches(Map<String, String> labels) {
            Optional<String> value = Optional.ofNullable(labels.get(key));
            return switch (operator) {
                case EQUALS, IN -> value.filter(values::contains).isPresent();
                case NOT_IN -> value.filter(values::contains).isEmpty();
                case EXISTS -> value.isPresent();
                case DOES_NOT_EXIST -> value.isEmpty();
                case GREATER -> compares(value, number -> number > Long.parseLong(values.getFirst()));
                case LESS -> compares(value, number -> number < Long.parseLong(values.getFirst()));
            };
        }

        private static boolean compares(Optional<String> value, LongPredicate comparison) {
            return value.filter(Requirement::isNumber)
                    .filter(text -> comparison.test(Long.parseLong(text)))
                    .isPresent();
        }

        private static boolean isNumber(String text) {
            return text.matches("-?\\d{1,18}");
        }

        private boolean isSound() {
            return switch (operator) {
                case EQUALS -> values.size() == 1;
                case IN, NOT_IN -> !values.isEmpty();
                case EXISTS, DOES_NOT_EXIST -> values.isEmpty();
                case GREATER, LESS -> values.size() == 1 && isNumber(values.getFirst());
            };
        }

        private String text() {
            return switch (operator) {
                case EQUALS -> key + "=" + values.getFirst();
                case IN -> key + " in (" + String.join(",", values) + ")";
                case NOT_IN -> key + " notin (" + String.join(",", values) + ")";
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case GREATER -> key + ">" + values.getFirst();
                case LESS -> key + "<" + values.getFirst();
            };
        }
    }

    /** How a label's value is held against the values of a requirement. */
    public enum Operator {
        EQUALS,
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST,
        GREATER,
        LESS;

        private static Optional<Operator> parse(@Nullable String text) {
            return switch (text) {
                case "In" -> Optional.of(IN);
                case "NotIn" -> Optional.of(NOT_IN);
                case "Exists" -> Optional.of(EXISTS);
                case "DoesNotExist" -> Optional.of(DOES_NOT_EXIST);
                case "Gt" -> Optional.of(GREATER);
                case "Lt" -> Optional.of(LESS);
                case null, default -> Optional.empty();
            };
        }
    }

    public Selector {
        requirements = requirements.stream()
                .sorted(Comparator.comparing(Requirement::key))
                .toList();
    }

    /** Reads a selector of labels; nothing if it is missing or malformed. */
    public static Optional<Selector> of(@Nullable LabelSelector given) {
        if (given == null) {
            return Optional.empty();
        }
        List<Optional<Requirement>> all = new ArrayList<>();
        Optional.ofNullable(given.getMatchLabels())
                .orElse(Map.of())
                .forEach((key, value) -> all.add(Optional.of(new Requirement(key, Operator.EQUALS, List.of(value)))));
        given.getMatchExpressions()
                .forEach(expression ->
                        all.add(requirement(expression.getKey(), expression.getOperator(), expression.getValues())));
        return sound(all);
    }

    /** Reads requirements on the labels of nodes; nothing if one is malformed. */
    public static Optional<Selector> ofNodes(List<NodeSelectorRequirement> given) {
        return sound(given.stream()
                .map(expression -> requirement(expression.getKey(), expression.getOperator(), expression.getValues()))
                .toList());
    }

    private static Optional<Requirement> requirement(
            @Nullable String key, @Nullable String operator, @Nullable List<String> values) {
        return Operator.parse(operator)
                .filter(_ -> key != null && !key.isEmpty())
                .map(known -> new Requirement(
                        key + "", known, Optional.ofNullable(values).orElse(List.of())))
                .filter(Requirement::isSound);
    }

    private static Optional<Selector> sound(List<Optional<Requirement>> all) {
        return all.stream().allMatch(Optional::isPresent)
                ? Optional.of(
                        new Selector(all.stream().flatMap(Optional::stream).toList()))
                : Optional.empty();
    }

    /** Returns whether these labels are selected; a selector without requirements selects all. */
    public boolean matches(@Nullable Map<String, String> labels) {
        Map<String, String> present = Optional.ofNullable(labels).orElse(Map.of());
        return requirements.stream().allMatch(requirement -> requirement.matches(present));
    }

    /** Returns the selector as {@code kubectl --selector} and autoscalers read it. */
    public String text() {
        return requirements.stream().map(Requirement::text).collect(Collectors.joining(","));
    }
}
