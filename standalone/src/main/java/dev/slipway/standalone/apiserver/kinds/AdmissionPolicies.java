package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.cel.MatchCondition;
import dev.slipway.standalone.apiserver.cel.PolicyExpression;
import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Defaults and checks of ValidatingAdmissionPolicies and their bindings. Source: Kubernetes 1.34,
 * {@code pkg/apis/admissionregistration/validation}.
 */
final class AdmissionPolicies {
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> REASONS = List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
    private static final String NOTHING = "validations or auditAnnotations must contain at least one item";
    private static final int MOST_ANNOTATIONS = 20;

    private AdmissionPolicies() {}

    static void completePolicy(ObjectNode policy) {
        if (policy.get("spec") instanceof ObjectNode spec) {
            Defaults.putIfAbsent(spec, "failurePolicy", "Fail");
            completeResources(spec.path("matchConstraints"));
        }
    }

    static void completeBinding(ObjectNode binding) {
        completeResources(binding.at("/spec/matchResources"));
    }

    private static void completeResources(JsonNode resources) {
        if (resources instanceof ObjectNode wanted) {
            Defaults.putIfAbsent(wanted, "matchPolicy", "Equivalent");
            Defaults.child(wanted, "namespaceSelector");
            Defaults.child(wanted, "objectSelector");
            for (String list : List.of("resourceRules", "excludeResourceRules")) {
                wanted.path(list).forEach(rule -> Defaults.putIfAbsent((ObjectNode) rule, "scope", "*"));
            }
        }
    }

    static List<Cause> policyProblems(ObjectNode policy, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = policy.path("spec");
        WebhookConfigurations.choice(causes, "spec.failurePolicy", spec.path("failurePolicy"), FAILURE_POLICIES);
        boolean params = spec.path("paramKind").isObject();
        if (params) {
            paramKind(causes, spec.path("paramKind"));
        }
        if (!spec.path("matchConstraints").isObject()) {
            causes.add(Cause.required("spec.matchConstraints", ""));
        } else {
            resources(causes, "spec.matchConstraints", spec.path("matchConstraints"));
            if (spec.at("/matchConstraints/resourceRules").isEmpty()) {
                causes.add(Cause.required("spec.matchConstraints.resourceRules", ""));
            }
        }
        // What is stored may stay, lest another server's words keep it from being changed elsewhere.
        if (old.filter(former -> former.path("spec").equals(spec)).isEmpty()) {
            WebhookConfigurations.conditions(
                    causes,
                    "spec.matchConditions",
                    spec.path("matchConditions"),
                    params ? MatchCondition::withParams : MatchCondition::of);
            new Expressions(causes, params, !spec.path("variables").isEmpty()).of(spec);
        }
        return causes;
    }

    private static void paramKind(List<Cause> causes, JsonNode kind) {
        String apiVersion = kind.path("apiVersion").asText("");
        if (apiVersion.isEmpty()) {
            causes.add(Cause.required("spec.paramKind.apiVersion", ""));
        } else if (apiVersion.indexOf('/') != apiVersion.lastIndexOf('/')) {
            causes.add(Cause.invalid(
                    "spec.paramKind.apiVersion", quoted(apiVersion), "unexpected GroupVersion string: " + apiVersion));
        }
        String word = kind.path("kind").asText("");
        if (word.isEmpty()) {
            causes.add(Cause.required("spec.paramKind.kind", ""));
        } else {
            List<String> problems = NameRule.LABEL_1035.problems(word.toLowerCase(Locale.ROOT));
            if (!problems.isEmpty()) {
                causes.add(Cause.invalid(
                        "spec.paramKind.kind",
                        quoted(word),
                        "may have mixed case, but should otherwise match: " + String.join(",", problems)));
            }
        }
    }

    private static void resources(List<Cause> causes, String path, JsonNode resources) {
        WebhookConfigurations.choice(causes, path + ".matchPolicy", resources.path("matchPolicy"), MATCH_POLICIES);
        WebhookConfigurations.selector(causes, path + ".namespaceSelector", resources.path("namespaceSelector"));
        WebhookConfigurations.selector(causes, path + ".objectSelector", resources.path("objectSelector"));
        WebhookConfigurations.rules(causes, path + ".resourceRules", resources.path("resourceRules"));
        WebhookConfigurations.rules(causes, path + ".excludeResourceRules", resources.path("excludeResourceRules"));
    }

    /** What can be said of expressions before there is a write. */
    private record Expressions(List<Cause> causes, boolean params, boolean variables) {
        void of(JsonNode spec) {
            for (int i = 0; i < spec.path("variables").size(); i++) {
                variable("spec.variables[" + i + "]", spec.path("variables").get(i));
            }
            if (spec.path("validations").isEmpty()
                    && spec.path("auditAnnotations").isEmpty()) {
                causes.add(Cause.required("spec.validations", NOTHING));
                causes.add(Cause.required("spec.auditAnnotations", NOTHING));
            }
            for (int i = 0; i < spec.path("validations").size(); i++) {
                validation(
                        "spec.validations[" + i + "]", spec.path("validations").get(i));
            }
            annotations(spec.path("auditAnnotations"));
        }

        private void variable(String path, JsonNode variable) {
            String name = variable.path("name").asText("");
            if (name.isBlank()) {
                causes.add(Cause.required(path + ".name", "name is not specified"));
            } else if (!IDENTIFIER.matcher(name).matches()) {
                causes.add(Cause.invalid(path + ".name", quoted(name), "must be a valid CEL identifier"));
            }
            compiled(path + ".expression", variable.path("expression").asText(""), false, "", _ -> true);
        }

        private void validation(String path, JsonNode validation) {
            compiled(
                    path + ".expression",
                    validation.path("expression").asText(""),
                    false,
                    "bool",
                    Expression::isCondition);
            String own = validation.path("messageExpression").asText("");
            if (!own.isEmpty() && own.isBlank()) {
                causes.add(Cause.invalid(path + ".messageExpression", quoted(own), "must be non-empty if specified"));
            } else if (!own.isEmpty()) {
                compiled(path + ".messageExpression", own, true, "string", Expression::isText);
            }
            String message = validation.path("message").asText("");
            if (!message.isEmpty() && message.isBlank()) {
                causes.add(Cause.invalid(path + ".message", quoted(message), "must be non-empty if specified"));
            } else if (message.strip().indexOf('\n') >= 0 || message.strip().indexOf('\r') >= 0) {
                causes.add(Cause.invalid(
                        path + ".message",
                        quoted(message.replace("\r", "\\r").replace("\n", "\\n")),
                        "must not contain line breaks"));
            }
            WebhookConfigurations.choice(causes, path + ".reason", validation.path("reason"), REASONS);
        }

        private void annotations(JsonNode annotations) {
            if (annotations.size() > MOST_ANNOTATIONS) {
                causes.add(Cause.invalid(
                        "spec.auditAnnotations",
                        annotations.toString(),
                        "must not have more than " + MOST_ANNOTATIONS + " auditAnnotations"));
            }
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < annotations.size(); i++) {
                String path = "spec.auditAnnotations[" + i + "]";
                String key = annotations.get(i).path("key").asText("");
                if (!keys.add(key)) {
                    causes.add(Cause.duplicate(path + ".key", quoted(key)));
                }
                String expression = annotations.get(i).path("valueExpression").asText("");
                if (expression.isBlank()) {
                    causes.add(Cause.required(path + ".valueExpression", "valueExpression is not specified"));
                } else {
                    compiled(path + ".valueExpression", expression, false, "", _ -> true);
                }
            }
        }

        /** @param wanted the word for what it has to come to; empty: anything */
        private void compiled(String path, String text, boolean message, String wanted, Predicate<Expression> fits) {
            if (text.isBlank()) {
                causes.add(Cause.required(path, "expression is not specified"));
                return;
            }
            try {
                Expression expression = message
                        ? PolicyExpression.ofMessage(text, params, variables)
                        : PolicyExpression.of(text, params, variables);
                if (!fits.test(expression)) {
                    causes.add(Cause.invalid(
                            path, quoted(text), "must evaluate to " + wanted + " but got " + expression.type()));
                }
            } catch (Expression.Failure e) {
                causes.add(Cause.invalid(path, quoted(text), "compilation failed: " + e.sentence()));
            }
        }
    }

    static List<Cause> bindingProblems(ObjectNode binding, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = binding.path("spec");
        String policy = spec.path("policyName").asText("");
        if (policy.isEmpty()) {
            causes.add(Cause.required("spec.policyName", ""));
        } else {
            NameRule.SUBDOMAIN
                    .problems(policy)
                    .forEach(problem -> causes.add(Cause.invalid("spec.policyName", quoted(policy), problem)));
        }
        if (spec.path("paramRef").isObject()) {
            paramRef(causes, spec.path("paramRef"));
        }
        if (spec.path("matchResources").isObject()) {
            resources(causes, "spec.matchResources", spec.path("matchResources"));
        }
        actions(causes, spec.path("validationActions"));
        return causes;
    }

    private static void paramRef(List<Cause> causes, JsonNode ref) {
        boolean named = !ref.path("name").asText("").isEmpty();
        boolean selected = ref.path("selector").isObject();
        WebhookConfigurations.selector(causes, "spec.paramRef.selector", ref.path("selector"));
        if (named && selected) {
            causes.add(Cause.forbidden("spec.paramRef.name", "name and selector are mutually exclusive"));
            causes.add(Cause.forbidden("spec.paramRef.selector", "name and selector are mutually exclusive"));
        } else if (!named && !selected) {
            causes.add(Cause.required("spec.paramRef", "one of name or selector must be specified"));
        }
        if (ref.path("parameterNotFoundAction").asText("").isEmpty()) {
            causes.add(Cause.required("spec.paramRef.parameterNotFoundAction", ""));
        } else {
            WebhookConfigurations.choice(
                    causes,
                    "spec.paramRef.parameterNotFoundAction",
                    ref.path("parameterNotFoundAction"),
                    List.of("Deny", "Allow"));
        }
    }

    private static void actions(List<Cause> causes, JsonNode actions) {
        Set<String> known = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            String path = "spec.validationActions[" + i + "]";
            WebhookConfigurations.choice(causes, path, actions.get(i), ACTIONS);
            if (!known.add(actions.get(i).asText())) {
                causes.add(Cause.duplicate(path, quoted(actions.get(i).asText())));
            }
        }
        if (known.contains("Deny") && known.contains("Warn")) {
            causes.add(Cause.invalid(
                    "spec.validationActions",
                    actions.toString(),
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API"
                            + " response and headers serves no purpose)"));
        }
        if (known.isEmpty()) {
            causes.add(Cause.required("spec.validationActions", "at least one validation action is required"));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
