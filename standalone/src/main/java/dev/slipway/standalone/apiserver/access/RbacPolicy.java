package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.access.Binding.RoleName;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Authorizer.Decision;
import dev.slipway.standalone.apiserver.request.Caller;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All roles and bindings at one moment: what each caller may do. */
final class RbacPolicy {
    /** The group that may do anything, whatever the roles say. */
    static final String MASTERS = "system:masters";

    private final Map<RoleName, List<PolicyRule>> rules = new HashMap<>();
    private final List<Binding> everywhere;
    private final Map<String, List<Binding>> inNamespace;

    private RbacPolicy(List<Binding> everywhere, Map<String, List<Binding>> inNamespace) {
        this.everywhere = everywhere;
        this.inNamespace = inNamespace;
    }

    /** Reads the stored objects of {@code rbac.authorization.k8s.io/v1}. */
    static RbacPolicy of(
            List<? extends JsonNode> clusterRoles,
            List<? extends JsonNode> roles,
            List<? extends JsonNode> clusterRoleBindings,
            List<? extends JsonNode> roleBindings) {
        RbacPolicy policy = new RbacPolicy(
                clusterRoleBindings.stream().map(Binding::of).toList(),
                roleBindings.stream().map(Binding::of).collect(Collectors.groupingBy(Binding::namespace)));
        AggregatedRules.of(clusterRoles).forEach((name, rules) -> policy.rules.put(new RoleName("", name), rules));
        roles.forEach(role -> policy.rules.put(
                new RoleName(
                        role.at("/metadata/namespace").asText(),
                        role.at("/metadata/name").asText()),
                PolicyRule.listOf(role)));
        return policy;
    }

    Decision decide(Attributes attributes) {
        Caller caller = attributes.caller();
        if (caller.groups().contains(MASTERS)) {
            return new Decision.Allowed("");
        }
        List<String> missing = new ArrayList<>();
        for (Binding binding : bindings(namespace(attributes.target())).toList()) {
            Optional<Subject> subject = binding.subjects().stream()
                    .filter(named -> named.includes(caller))
                    .findFirst();
            if (subject.isEmpty()) {
                continue;
            }
            List<PolicyRule> granted = rules.get(binding.role());
            if (granted == null) {
                missing.add("%s.rbac.authorization.k8s.io \"%s\" not found"
                        .formatted(
                                binding.role().kind().toLowerCase(java.util.Locale.ROOT),
                                binding.role().name()));
            } else if (granted.stream().anyMatch(rule -> rule.allows(attributes.verb(), attributes.target()))) {
                return new Decision.Allowed(binding.reason(subject.get()));
            }
        }
        return new Decision.Denied(denial(missing));
    }

    private static String denial(List<String> missing) {
        return switch (missing.size()) {
            case 0 -> "";
            case 1 -> "RBAC: " + missing.getFirst();
            default -> "RBAC: [" + String.join(", ", missing) + "]";
        };
    }

    /** Returns every rule that a caller holds in a namespace, or in the whole cluster where the namespace is empty. */
    List<PolicyRule> heldBy(Caller caller, String namespace) {
        return bindings(namespace)
                .filter(binding -> binding.subjects().stream().anyMatch(subject -> subject.includes(caller)))
                .flatMap(binding -> rules.getOrDefault(binding.role(), List.of()).stream())
                .distinct()
                .toList();
    }

    /** Returns the rules of a role, with those that it gathers. */
    List<PolicyRule> rulesOf(RoleName role) {
        return rules.getOrDefault(role, List.of());
    }

    private Stream<Binding> bindings(String namespace) {
        return Stream.concat(everywhere.stream(), inNamespace.getOrDefault(namespace, List.of()).stream());
    }

    private static String namespace(Target target) {
        return switch (target) {
            case Target.Resource resource -> resource.namespace();
            case Target.Path path -> "";
        };
    }
}
