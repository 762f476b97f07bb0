package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.cel.Expression;
import dev.slipway.standalone.apiserver.cel.MatchCondition;
import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Defaults and checks of ValidatingWebhookConfigurations and MutatingWebhookConfigurations. */
final class WebhookConfigurations {
    private static final int LEAST_SEGMENTS = 3;
    private static final int LONGEST_SECONDS = 30;
    private static final int LAST_PORT = 65_535;
    private static final int MOST_CONDITIONS = 64;
    private static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
    private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");
    private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
    private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
    private static final List<String> REINVOCATIONS = List.of("IfNeeded", "Never");
    private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
    private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");

    private WebhookConfigurations() {}

    static void complete(ObjectNode configuration) {
        for (JsonNode item : configuration.path("webhooks")) {
            ObjectNode hook = (ObjectNode) item;
            Defaults.putIfAbsent(hook, "failurePolicy", "Fail");
            Defaults.putIfAbsent(hook, "matchPolicy", "Equivalent");
            Defaults.putIfAbsent(hook, "timeoutSeconds", 10);
            Defaults.child(hook, "namespaceSelector");
            Defaults.child(hook, "objectSelector");
            if (configuration.path("kind").asText().startsWith("Mutating")) {
                Defaults.putIfAbsent(hook, "reinvocationPolicy", "Never");
            }
            for (JsonNode rule : hook.path("rules")) {
                Defaults.putIfAbsent((ObjectNode) rule, "scope", "*");
            }
            if (hook.path("clientConfig").get("service") instanceof ObjectNode service) {
                Defaults.putIfAbsent(service, "port", 443);
            }
        }
    }

    static List<Cause> problems(ObjectNode configuration, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean sameConditions = old.filter(former -> conditions(former).equals(conditions(configuration)))
                .isPresent();
        for (int i = 0; i < configuration.path("webhooks").size(); i++) {
            JsonNode hook = configuration.path("webhooks").get(i);
            String path = "webhooks[" + i + "]";
            String name = hook.path("name").asText("");
            name(causes, path + ".name", name);
            if (!names.add(name)) {
                causes.add(Cause.duplicate(path + ".name", "\"" + name + "\""));
            }
            client(causes, path + ".clientConfig", hook.path("clientConfig"));
            rules(causes, path + ".rules", hook.path("rules"));
            selector(causes, path + ".namespaceSelector", hook.path("namespaceSelector"));
            selector(causes, path + ".objectSelector", hook.path("objectSelector"));
            answers(causes, path, hook);
            if (!sameConditions) {
                conditions(causes, path + ".matchConditions", hook.path("matchConditions"), MatchCondition::of);
            }
        }
        return causes;
    }

    /** What is stored may stay, lest another server's words keep it from being changed elsewhere. */
    private static List<JsonNode> conditions(JsonNode configuration) {
        return configuration
                .path("webhooks")
                .valueStream()
                .map(hook -> hook.path("matchConditions"))
                .toList();
    }

    /** Makes an expression of a text. */
    @FunctionalInterface
    interface Compiler {
        Expression compile(String text) throws Expression.Failure;
    }

    static void conditions(List<Cause> causes, String path, JsonNode conditions, Compiler compiler) {
        if (conditions.size() > MOST_CONDITIONS) {
            causes.add(Cause.tooMany(path, conditions.size(), MOST_CONDITIONS));
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < conditions.size(); i++) {
            String place = path + "[" + i + "]";
            String name = conditions.get(i).path("name").asText("");
            if (name.isEmpty()) {
                causes.add(Cause.required(place + ".name", ""));
            } else if (!names.add(name)) {
                causes.add(Cause.duplicate(place + ".name", "\"" + name + "\""));
            }
            expression(
                    causes,
                    place + ".expression",
                    conditions.get(i).path("expression").asText(""),
                    compiler);
        }
    }

    private static void expression(List<Cause> causes, String path, String text, Compiler compiler) {
        if (text.isBlank()) {
            causes.add(Cause.required(path, ""));
            return;
        }
        String shown = "\"" + text + "\"";
        try {
            Expression expression = compiler.compile(text);
            if (!expression.isCondition()) {
                causes.add(Cause.invalid(path, shown, "must evaluate to bool but got " + expression.type()));
            }
        } catch (Expression.Failure e) {
            causes.add(Cause.invalid(path, shown, "compilation failed: " + e.sentence()));
        }
    }

    /** Selectors by labels; one with an operator that nobody knows would select something else than was meant. */
    static void selector(List<Cause> causes, String path, JsonNode selector) {
        JsonNode expressions = selector.path("matchExpressions");
        for (int i = 0; i < expressions.size(); i++) {
            JsonNode expression = expressions.get(i);
            String place = path + ".matchExpressions[" + i + "]";
            String operator = expression.path("operator").asText("");
            switch (operator) {
                case "In", "NotIn" -> {
                    if (expression.path("values").isEmpty()) {
                        causes.add(Cause.required(
                                place + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
                    }
                }
                case "Exists", "DoesNotExist" -> {
                    if (!expression.path("values").isEmpty()) {
                        causes.add(Cause.forbidden(
                                place + ".values",
                                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                    }
                }
                default ->
                    causes.add(Cause.invalid(
                            place + ".operator", "\"" + operator + "\"", "not a valid selector operator"));
            }
        }
    }

    static void choice(List<Cause> causes, String path, JsonNode value, List<String> choices) {
        if (!value.isMissingNode() && !choices.contains(value.asText())) {
            causes.add(Cause.notSupported(path, "\"" + value.asText() + "\"", choices));
        }
    }

    private static void name(List<Cause> causes, String path, String name) {
        if (name.isEmpty()) {
            causes.add(Cause.required(path, ""));
            return;
        }
        NameRule.SUBDOMAIN
                .problems(name)
                .forEach(problem -> causes.add(Cause.invalid(path, "\"" + name + "\"", problem)));
        if (name.split("\\.", -1).length < LEAST_SEGMENTS) {
            causes.add(Cause.invalid(
                    path, "\"" + name + "\"", "should be a domain with at least three segments separated by dots"));
        }
    }

    private static void client(List<Cause> causes, String path, JsonNode client) {
        authority(causes, path + ".caBundle", client.path("caBundle").asText(""));
        boolean url = client.hasNonNull("url");
        if (url == client.hasNonNull("service")) {
            causes.add(Cause.required(path, "exactly one of url or service is required"));
            return;
        }
        if (url) {
            url(causes, path + ".url", client.path("url").asText());
            return;
        }
        for (String field : List.of("name", "namespace")) {
            if (client.path("service").path(field).asText("").isEmpty()) {
                causes.add(Cause.required(path + ".service." + field, "service " + field + " is required"));
            }
        }
        int port = client.path("service").path("port").asInt();
        if (port < 1 || port > LAST_PORT) {
            causes.add(Cause.invalid(
                    path + ".service.port",
                    String.valueOf(port),
                    "port is not valid: must be between 1 and 65535, inclusive"));
        }
        servicePath(
                causes,
                path + ".service.path",
                client.path("service").path("path").asText(""));
    }

    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Any bytes are stored, as kube-apiserver stores them: installers fill in the certificates later. */
    static void authority(List<Cause> causes, String path, String text) {
        String encoded = text.replace("\r", "").replace("\n", "");
        if (encoded.length() % 4 == 0 && isBase64(encoded)) {
            return;
        }
        causes.add(Cause.invalid(
                path, "\"" + text + "\"", "illegal base64 data; encode the certificates (PEM) in base64 on one line"));
    }

    private static void servicePath(List<Cause> causes, String path, String text) {
        if (text.isEmpty() || text.equals("/")) {
            return;
        }
        String shown = "\"" + text + "\"";
        if (!text.startsWith("/")) {
            causes.add(Cause.invalid(path, shown, "must start with a '/'"));
            return;
        }
        String inner =
                text.length() > 2 && text.endsWith("/") ? text.substring(1, text.length() - 1) : text.substring(1);
        String[] segments = inner.split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = "segment[" + i + "]";
            if (segments[i].isEmpty()) {
                causes.add(Cause.invalid(path, shown, segment + " may not be empty"));
                continue;
            }
            NameRule.SUBDOMAIN
                    .problems(segments[i])
                    .forEach(problem -> causes.add(Cause.invalid(path, shown, segment + ": " + problem)));
        }
    }

    private static void url(List<Cause> causes, String path, String text) {
        String form = "; desired format: https://host[/path]";
        try {
            URI url = new URI(text);
            if (!"https".equals(url.getScheme())) {
                String scheme = url.getScheme() == null ? "" : url.getScheme();
                causes.add(Cause.invalid(path, "\"" + scheme + "\"", "'https' is the only allowed URL scheme" + form));
            }
            if (url.getHost() == null) {
                causes.add(Cause.invalid(path, "\"\"", "host must be specified" + form));
            }
            if (url.getUserInfo() != null) {
                causes.add(Cause.invalid(
                        path, "\"" + url.getUserInfo() + "\"", "user information is not permitted in the URL"));
            }
            if (url.getFragment() != null) {
                causes.add(
                        Cause.invalid(path, "\"" + url.getFragment() + "\"", "fragments are not permitted in the URL"));
            }
            if (url.getQuery() != null) {
                causes.add(Cause.invalid(
                        path, "\"" + url.getQuery() + "\"", "query parameters are not permitted in the URL"));
            }
        } catch (URISyntaxException e) {
            causes.add(Cause.required(path, "url must be a valid URL: " + e.getMessage() + form));
        }
    }

    static void rules(List<Cause> causes, String path, JsonNode rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (String list : List.of("operations", "apiGroups", "apiVersions", "resources")) {
                if (rules.get(i).path(list).isEmpty()) {
                    causes.add(Cause.required(path + "[" + i + "]." + list, ""));
                }
            }
            operations(causes, path + "[" + i + "].operations", rules.get(i).path("operations"));
            choice(causes, path + "[" + i + "].scope", rules.get(i).path("scope"), SCOPES);
        }
    }

    private static void operations(List<Cause> causes, String path, JsonNode operations) {
        if (operations.size() > 1
                && operations.valueStream().anyMatch(one -> one.asText().equals("*"))) {
            causes.add(
                    Cause.invalid(path, operations.toString(), "if '*' is present, must not specify other operations"));
        }
        for (int i = 0; i < operations.size(); i++) {
            choice(causes, path + "[" + i + "]", operations.get(i), OPERATIONS);
        }
    }

    private static void answers(List<Cause> causes, String path, JsonNode hook) {
        choice(causes, path + ".failurePolicy", hook.path("failurePolicy"), FAILURE_POLICIES);
        choice(causes, path + ".matchPolicy", hook.path("matchPolicy"), MATCH_POLICIES);
        choice(causes, path + ".reinvocationPolicy", hook.path("reinvocationPolicy"), REINVOCATIONS);
        String sideEffects = hook.path("sideEffects").asText("");
        if (sideEffects.isEmpty()) {
            causes.add(Cause.required(path + ".sideEffects", "must specify one of None, NoneOnDryRun"));
        } else if (!SIDE_EFFECTS.contains(sideEffects)) {
            causes.add(Cause.notSupported(path + ".sideEffects", "\"" + sideEffects + "\"", SIDE_EFFECTS));
        }
        int seconds = hook.path("timeoutSeconds").asInt();
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            causes.add(Cause.invalid(
                    path + ".timeoutSeconds",
                    String.valueOf(seconds),
                    "the timeout value must be between 1 and 30 seconds"));
        }
        JsonNode versions = hook.path("admissionReviewVersions");
        if (versions.isEmpty()) {
            causes.add(Cause.required(path + ".admissionReviewVersions", "must specify one of v1, v1beta1"));
        } else if (versions.valueStream().noneMatch(version -> REVIEW_VERSIONS.contains(version.asText()))) {
            causes.add(Cause.invalid(
                    path + ".admissionReviewVersions",
                    versions.toString(),
                    "must include at least one of v1, v1beta1"));
        }
    }
}
