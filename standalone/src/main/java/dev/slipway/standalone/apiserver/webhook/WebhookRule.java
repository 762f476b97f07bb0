package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes that a webhook or a policy is asked about; each list but that of names may have a star.
 *
 * @param operations e.g. {@code CREATE}
 * @param groups the core group is empty
 * @param resources e.g. {@code pods}, {@code pods/status}, {@code pods/*}, {@code *}/scale
 * @param names of objects; empty: all
 * @param scope {@code Cluster}, {@code Namespaced} or a star
 */
public record WebhookRule(
        List<String> operations,
        List<String> groups,
        List<String> versions,
        List<String> resources,
        List<String> names,
        String scope) {
    private static final String ANY = "*";

    public static WebhookRule of(JsonNode rule) {
        return new WebhookRule(
                texts(rule.path("operations")),
                texts(rule.path("apiGroups")),
                texts(rule.path("apiVersions")),
                texts(rule.path("resources")),
                texts(rule.path("resourceNames")),
                rule.path("scope").asText(ANY));
    }

    /**
     * What is written.
     *
     * @param name empty if the server is to give one
     * @param namespaced whether the object lies in a namespace
     */
    record Write(
            String operation,
            String group,
            String version,
            String resource,
            String subresource,
            String name,
            boolean namespaced) {}

    boolean covers(Write write) {
        return has(operations, write.operation)
                && has(groups, write.group)
                && has(versions, write.version)
                && (names.isEmpty() || names.contains(write.name))
                && resources.stream().anyMatch(resource -> isResource(resource, write))
                && (scope.equals(ANY) || scope.equals(write.namespaced ? "Namespaced" : "Cluster"));
    }

    private static boolean isResource(String pattern, Write write) {
        int slash = pattern.indexOf('/');
        String resource = slash < 0 ? pattern : pattern.substring(0, slash);
        String subresource = slash < 0 ? "" : pattern.substring(slash + 1);
        return (resource.equals(ANY) || resource.equals(write.resource))
                && (subresource.equals(ANY) || subresource.equals(write.subresource));
    }

    private static boolean has(List<String> list, String value) {
        return list.contains(ANY) || list.contains(value);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }
}
