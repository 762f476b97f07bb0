package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * Which writes somebody wants to be asked about.
 *
 * @param rules one of them has to cover the write; empty: all are covered
 * @param excluded none of them may cover it
 * @param equivalent whether a write in another version of a resource counts, too
 * @param namespaces labels of the namespace
 * @param objects labels of the object
 */
public record WriteConstraints(
        List<WebhookRule> rules,
        List<WebhookRule> excluded,
        boolean equivalent,
        LabelSelector namespaces,
        LabelSelector objects) {
    static WriteConstraints ofWebhook(JsonNode hook) {
        return read(hook, rules(hook.path("rules")), List.of());
    }

    /** Reads the {@code matchConstraints} of a policy or the {@code matchResources} of a binding. */
    public static WriteConstraints ofPolicy(JsonNode resources) {
        return read(resources, rules(resources.path("resourceRules")), rules(resources.path("excludeResourceRules")));
    }

    private static WriteConstraints read(JsonNode from, List<WebhookRule> rules, List<WebhookRule> excluded) {
        return new WriteConstraints(
                rules,
                excluded,
                !from.path("matchPolicy").asText().equals("Exact"),
                LabelSelector.of(from.path("namespaceSelector")),
                LabelSelector.of(from.path("objectSelector")));
    }

    private static List<WebhookRule> rules(JsonNode list) {
        List<WebhookRule> rules = new ArrayList<>();
        list.forEach(rule -> rules.add(WebhookRule.of(rule)));
        return List.copyOf(rules);
    }
}
