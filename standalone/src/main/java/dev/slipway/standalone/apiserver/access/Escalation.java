package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.access.Binding.RoleName;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Authorizer.Decision;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keeps callers from granting rights that they do not hold, by writing roles or bindings. */
public final class Escalation {
    private final RbacAuthorizer authorizer;

    public Escalation(RbacAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** Returns an admission that asks another one first and then keeps callers from granting too much. */
    public Admission after(Admission other) {
        return new EscalationAdmission(other, this);
    }

    /**
     * Returns why a caller may not store this object, if so. Objects of other resources are always fine.
     *
     * @param stored the object as it shall be stored
     */
    public Optional<Problem> check(Caller caller, GroupResource resource, JsonNode stored) {
        if (!resource.group().equals(RbacAuthorizer.GROUP) || caller.groups().contains(RbacPolicy.MASTERS)) {
            return Optional.empty();
        }
        return switch (resource.resource()) {
            case "roles", "clusterroles" -> role(caller, resource, stored);
            case "rolebindings", "clusterrolebindings" -> binding(caller, resource, stored);
            default -> Optional.empty();
        };
    }

    private Optional<Problem> role(Caller caller, GroupResource resource, JsonNode role) {
        String namespace = namespace(role);
        if (may(caller, "escalate", new RoleName(namespace, name(role)), namespace)) {
            return Optional.empty();
        }
        if (role.has("aggregationRule")) {
            // What it will gather is not known yet, so only those who hold everything may.
            return refusal(caller, resource, role, List.of(PolicyRule.ALL_RESOURCES), "");
        }
        return refusal(caller, resource, role, PolicyRule.listOf(role), namespace);
    }

    private Optional<Problem> binding(Caller caller, GroupResource resource, JsonNode node) {
        Binding binding = Binding.of(node);
        if (may(caller, "bind", binding.role(), binding.namespace())) {
            return Optional.empty();
        }
        return refusal(caller, resource, node, authorizer.policy().rulesOf(binding.role()), binding.namespace());
    }

    private boolean may(Caller caller, String verb, RoleName role, String namespace) {
        String resource = role.namespace().isEmpty() ? "clusterroles" : "roles";
        Target target = new Target.Resource(RbacAuthorizer.GROUP, "v1", resource, "", namespace, role.name());
        return authorizer.authorize(new Attributes(caller, verb, target)) instanceof Decision.Allowed;
    }

    private Optional<Problem> refusal(
            Caller caller, GroupResource resource, JsonNode object, List<PolicyRule> granted, String namespace) {
        List<PolicyRule> held = authorizer.policy().heldBy(caller, namespace);
        List<PolicyRule> missing =
                granted.stream().filter(rule -> !rule.coveredBy(held)).toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String why = "user \"%s\" (groups=[%s]) is attempting to grant RBAC permissions not currently held:\n%s"
                .formatted(
                        caller.name(),
                        caller.groups().stream()
                                .map(group -> "\"" + group + "\"")
                                .collect(Collectors.joining(" ")),
                        missing.stream().map(PolicyRule::toString).collect(Collectors.joining("\n")));
        return Optional.of(Problem.forbidden(resource, name(object), why));
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText("");
    }

    private static String namespace(JsonNode object) {
        return object.at("/metadata/namespace").asText("");
    }
}
