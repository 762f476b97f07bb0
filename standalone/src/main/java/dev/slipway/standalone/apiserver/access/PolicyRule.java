package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A right that a role grants.
 *
 * @param verbs {@code *}: every verb
 * @param apiGroups {@code *}: every group
 * @param resources e.g. {@code pods}, {@code pods/log}, {@code * /status} without the space, {@code *}
 * @param resourceNames empty: every name
 * @param nonResourceUrls e.g. {@code /healthz}, {@code /apis/*}
 */
record PolicyRule(
        List<String> verbs,
        List<String> apiGroups,
        List<String> resources,
        List<String> resourceNames,
        List<String> nonResourceUrls) {
    /** Every verb on every object. */
    static final PolicyRule ALL_RESOURCES =
            new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of());

    /** Every verb on every path that is no resource. */
    static final PolicyRule ALL_PATHS = new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*"));

    PolicyRule {
        verbs = List.copyOf(verbs);
        apiGroups = List.copyOf(apiGroups);
        resources = List.copyOf(resources);
        resourceNames = List.copyOf(resourceNames);
        nonResourceUrls = List.copyOf(nonResourceUrls);
    }

    static PolicyRule of(JsonNode rule) {
        return new PolicyRule(
                texts(rule.path("verbs")),
                texts(rule.path("apiGroups")),
                texts(rule.path("resources")),
                texts(rule.path("resourceNames")),
                texts(rule.path("nonResourceURLs")));
    }

    static List<PolicyRule> listOf(JsonNode role) {
        List<PolicyRule> rules = new ArrayList<>();
        role.path("rules").forEach(rule -> rules.add(of(rule)));
        return rules;
    }

    boolean allows(String verb, Target target) {
        return contains(verbs, verb)
                && switch (target) {
                    case Target.Resource resource -> allows(resource);
                    case Target.Path(String path) -> nonResourceUrls.stream().anyMatch(url -> matches(url, path));
                };
    }

    private boolean allows(Target.Resource target) {
        return contains(apiGroups, target.group())
                && resources.stream().anyMatch(resource -> matches(resource, target))
                && (resourceNames.isEmpty() || resourceNames.contains(target.name()));
    }

    private static boolean matches(String resource, Target.Resource target) {
        String subresource = target.subresource();
        String asked = subresource.isEmpty() ? target.resource() : target.resource() + "/" + subresource;
        return resource.equals("*")
                || resource.equals(asked)
                || (!subresource.isEmpty() && resource.equals("*/" + subresource));
    }

    private static boolean matches(String url, String path) {
        return url.equals("*")
                || url.equals(path)
                || (url.endsWith("*") && path.startsWith(url.substring(0, url.length() - 1)));
    }

    /** Whether each single right of this rule is one that some rule of {@code held} gives too. */
    boolean coveredBy(List<PolicyRule> held) {
        return single().stream().allMatch(right -> held.stream().anyMatch(rule -> rule.covers(right)));
    }

    /** Returns one rule for each combination of verb, group, resource and name. */
    private List<PolicyRule> single() {
        List<PolicyRule> rules = new ArrayList<>();
        List<List<String>> names = resourceNames.isEmpty()
                ? List.of(List.of())
                : resourceNames.stream().map(List::of).toList();
        for (String verb : verbs) {
            for (String group : apiGroups) {
                for (String resource : resources) {
                    names.forEach(name -> rules.add(
                            new PolicyRule(List.of(verb), List.of(group), List.of(resource), name, List.of())));
                }
            }
            nonResourceUrls.forEach(
                    url -> rules.add(new PolicyRule(List.of(verb), List.of(), List.of(), List.of(), List.of(url))));
        }
        return rules;
    }

    private boolean covers(PolicyRule single) {
        return contains(verbs, single.verbs.getFirst())
                && (single.nonResourceUrls.isEmpty()
                        ? contains(apiGroups, single.apiGroups.getFirst())
                                && coversResource(single.resources.getFirst())
                                && (resourceNames.isEmpty()
                                        || (!single.resourceNames.isEmpty()
                                                && resourceNames.containsAll(single.resourceNames)))
                        : nonResourceUrls.stream().anyMatch(url -> matches(url, single.nonResourceUrls.getFirst())));
    }

    private boolean coversResource(String resource) {
        int slash = resource.indexOf('/');
        return contains(resources, resource) || (slash >= 0 && resources.contains("*" + resource.substring(slash)));
    }

    private static boolean contains(List<String> list, String value) {
        return list.contains("*") || list.contains(value);
    }

    /** Returns the rule as reviews and roles show it. */
    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        put(node, "verbs", verbs);
        put(node, "apiGroups", apiGroups);
        put(node, "resources", resources);
        put(node, "resourceNames", resourceNames);
        put(node, "nonResourceURLs", nonResourceUrls);
        return node;
    }

    private static void put(ObjectNode node, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(node.putArray(field)::add);
        }
    }

    /** Returns the rule as kube-apiserver prints it in refusals. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        print(parts, "APIGroups", apiGroups);
        print(parts, "Resources", resources);
        print(parts, "ResourceNames", resourceNames);
        print(parts, "NonResourceURLs", nonResourceUrls);
        print(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void print(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":[\"" + String.join("\" \"", values) + "\"]");
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
