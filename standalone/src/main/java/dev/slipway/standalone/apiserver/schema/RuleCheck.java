package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds where a value breaks the rules of its schema, in kube-apiserver's words. A rule that compares with the old value counts only
 * where there is one; a value that did not change may stay as it was. Source: Kubernetes 1.34,
 * {@code apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go}.
 */
public final class RuleCheck {
    /** What is wrong with an object makes rules about it pointless. */
    private static final List<String> BLOCKING = List.of(
            "FieldValueNotFound",
            "FieldValueRequired",
            "FieldValueTooLong",
            "FieldValueTooMany",
            "FieldValueTypeInvalid");

    private static final int LONGEST_MESSAGE = 5 << 10;

    private final List<Cause> causes = new ArrayList<>();

    private RuleCheck() {}

    /** Whether there is a rule anywhere. */
    static boolean isNeeded(Schema schema) {
        return !schema.constraints().rules().isEmpty()
                || schema.properties().values().stream().anyMatch(RuleCheck::isNeeded)
                || schema.additional().filter(RuleCheck::isNeeded).isPresent()
                || schema.items().filter(RuleCheck::isNeeded).isPresent();
    }

    /**
     * Returns one cause a broken rule.
     *
     * @param found what is wrong already; if it is grave, that rules were not looked at is all there is to say
     */
    public static List<Cause> problems(
            Schema schema, JsonNode value, Optional<? extends JsonNode> old, List<Cause> found) {
        if (found.stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
            return List.of(Cause.invalid(
                    "<nil>",
                    "null",
                    "some validation rules were not checked because the object was invalid; correct the existing"
                            + " errors to complete validation"));
        }
        RuleCheck check = new RuleCheck();
        check.value(schema, value, old.map(JsonNode.class::cast), "");
        return check.causes;
    }

    private void value(Schema schema, JsonNode value, Optional<JsonNode> old, String path) {
        if (value.isNull()) {
            return;
        }
        for (Rule rule : schema.constraints().rules()) {
            rule(schema, rule, value, old, path);
        }
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                schema.field(field.getKey())
                        .ifPresent(known -> value(
                                known,
                                field.getValue(),
                                old.map(before -> before.get(field.getKey())),
                                Validation.join(path, field.getKey())));
            }
        } else if (value.isArray() && schema.items().isPresent()) {
            list(schema, value, old, path);
        }
    }

    private void list(Schema schema, JsonNode list, Optional<JsonNode> old, String path) {
        Map<Map<String, JsonNode>, JsonNode> before = new HashMap<>();
        if (schema.list() == Schema.ListType.MAP) {
            old.ifPresent(items -> items.forEach(item -> before.put(ListIdentity.of(schema, item), item)));
        }
        Schema items = schema.items().orElseThrow();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            Optional<JsonNode> counterpart = before.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(before.get(ListIdentity.of(schema, item)));
            value(items, item, counterpart, path + "[" + i + "]");
        }
    }

    private void rule(Schema schema, Rule rule, JsonNode value, Optional<JsonNode> old, String path) {
        boolean comparing = RuleProgram.comparesWithOld(rule.expression());
        if (comparing && old.isEmpty() && !rule.optionalOldSelf()) {
            return;
        }
        if (!comparing && old.filter(value::equals).isPresent()) {
            return; // it was so before; who changes something else need not mend it
        }
        Map<String, Object> values = new HashMap<>();
        values.put("self", RuleValue.of(schema, value));
        Optional<Object> before = old.map(found -> RuleValue.of(schema, found));
        before.ifPresent(found -> values.put("oldSelf", found));
        Map<String, Object> ruleValues = new HashMap<>(values);
        if (rule.optionalOldSelf()) {
            ruleValues.put("oldSelf", before);
        }
        try {
            if (!Boolean.TRUE.equals(RuleProgram.of(rule.expression()).evaluate(ruleValues))) {
                causes.add(cause(
                        schema, rule, named(FieldPath.child(schema, path, rule.fieldPath())), message(rule, values)));
            }
        } catch (Expression.Failure e) {
            causes.add(Cause.invalid(named(path), shown(schema), failure(rule, e)));
        }
    }

    /** The object itself has no path, which Go prints so. */
    private static String named(String path) {
        return path.isEmpty() ? "<nil>" : path;
    }

    private static String failure(Rule rule, Expression.Failure failure) {
        String what = rule.message().isBlank()
                ? rule.expression().strip()
                : rule.message().strip();
        return switch (failure.kind()) {
            case UNUSABLE -> "rule compile error: " + failure.sentence();
            case NO_OVERLOAD ->
                "'%s': call arguments did not match a supported operator, function or macro signature for rule: %s"
                        .formatted(failure.sentence(), what);
            case TOO_COSTLY ->
                "'%s': no further validation rules will be run due to call cost exceeds limit for rule: %s"
                        .formatted(failure.sentence(), what);
            case FAILED -> failure.sentence() + " evaluating rule: " + what;
        };
    }

    private static String message(Rule rule, Map<String, Object> values) {
        if (!rule.messageExpression().isEmpty()) {
            try {
                Object text = RuleProgram.of(rule.messageExpression()).evaluate(values);
                if (text instanceof String sentence && isSentence(sentence.strip())) {
                    return sentence.strip();
                }
            } catch (Expression.Failure _) {
                // the plain message serves as well
            }
        }
        return rule.message().isEmpty()
                ? "failed rule: " + rule.expression().strip()
                : rule.message().strip();
    }

    private static boolean isSentence(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_MESSAGE && text.indexOf('\n') < 0 && text.indexOf('\r') < 0;
    }

    private static Cause cause(Schema schema, Rule rule, String path, String message) {
        return switch (rule.reason()) {
            case "FieldValueRequired" -> Cause.required(path, message);
            case "FieldValueForbidden" -> Cause.forbidden(path, message);
            case "FieldValueDuplicate" -> Cause.duplicate(path, shown(schema));
            default -> Cause.invalid(path, shown(schema), message);
        };
    }

    /** Rules are about a value as a whole: its type is shown, not itself. Where there may be several types, none is. */
    private static String shown(Schema schema) {
        return switch (schema.type()) {
            case INT_OR_STRING, ANY -> "\"\"";
            default -> "\"" + schema.type().word() + "\"";
        };
    }
}
