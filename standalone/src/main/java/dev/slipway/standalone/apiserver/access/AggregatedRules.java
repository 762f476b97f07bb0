package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of every ClusterRole, with those that an {@code aggregationRule} gathers by labels. */
final class AggregatedRules {
    private AggregatedRules() {}

    static Map<String, List<PolicyRule>> of(List<? extends JsonNode> clusterRoles) {
        Map<String, List<PolicyRule>> own = new LinkedHashMap<>();
        clusterRoles.forEach(role -> own.put(name(role), PolicyRule.listOf(role)));
        Map<String, List<PolicyRule>> all = new LinkedHashMap<>(own);
        // A role may gather one that gathers others (edit gathers view's, admin gathers edit's): as deep as there are
        // roles.
        for (int depth = 0; depth < clusterRoles.size() && gatherOnce(clusterRoles, own, all); depth++) {}
        return all;
    }

    /** Returns whether a role got more rules. */
    private static boolean gatherOnce(
            List<? extends JsonNode> roles, Map<String, List<PolicyRule>> own, Map<String, List<PolicyRule>> all) {
        boolean grew = false;
        for (JsonNode role : roles) {
            JsonNode selectors = role.at("/aggregationRule/clusterRoleSelectors");
            if (selectors.isArray()) {
                List<PolicyRule> gathered = gathered(role, roles, own, all);
                grew |= gathered.size()
                        > all.getOrDefault(name(role), List.of()).size();
                all.put(name(role), gathered);
            }
        }
        return grew;
    }

    private static List<PolicyRule> gathered(
            JsonNode role,
            List<? extends JsonNode> roles,
            Map<String, List<PolicyRule>> own,
            Map<String, List<PolicyRule>> all) {
        List<PolicyRule> rules = new ArrayList<>(own.getOrDefault(name(role), List.of()));
        for (JsonNode other : roles) {
            if (!name(other).equals(name(role)) && selected(role, other)) {
                all.getOrDefault(name(other), List.of()).stream()
                        .filter(rule -> !rules.contains(rule))
                        .forEach(rules::add);
            }
        }
        return rules;
    }

    private static boolean selected(JsonNode role, JsonNode other) {
        for (JsonNode selector : role.at("/aggregationRule/clusterRoleSelectors")) {
            JsonNode labels = selector.path("matchLabels");
            if (!labels.isEmpty()
                    && labels.propertyStream()
                            .allMatch(label -> label.getValue()
                                    .equals(other.at("/metadata/labels").path(label.getKey())))) {
                return true;
            }
        }
        return false;
    }

    private static String name(JsonNode role) {
        return role.at("/metadata/name").asText();
    }
}
