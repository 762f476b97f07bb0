package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Defaults and checks of ValidatingWebhookConfigurations and MutatingWebhookConfigurations. */
final class WebhookConfigurations {
    private static final int LEAST_SEGMENTS = 3;
    private static final int LONGEST_SECONDS = 30;
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
            answers(causes, path, hook);
        }
        return causes;
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

    private static void rules(List<Cause> causes, String path, JsonNode rules) {
        for (int i = 0; i < rules.size(); i++) {
            for (String list : List.of("operations", "apiGroups", "apiVersions", "resources")) {
                if (rules.get(i).path(list).isEmpty()) {
                    causes.add(Cause.required(path + "[" + i + "]." + list, ""));
                }
            }
        }
    }

    private static void answers(List<Cause> causes, String path, JsonNode hook) {
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
