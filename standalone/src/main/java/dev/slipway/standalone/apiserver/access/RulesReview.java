package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.List;

/** Lists what the caller may do in a namespace. */
final class RulesReview implements VirtualResource {
    private static final List<PolicyRule> EVERYTHING = List.of(PolicyRule.ALL_RESOURCES, PolicyRule.ALL_PATHS);

    private final RbacAuthorizer authorizer;

    RulesReview(RbacAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    @Override
    public ResourceType type() {
        return ReviewType.cluster(ReviewType.AUTHORIZATION, "SelfSubjectRulesReview");
    }

    @Override
    public ObjectNode create(ObjectNode body, Caller caller, String namespace, String name) {
        String asked = body.at("/spec/namespace").asText("");
        if (asked.isEmpty()) {
            throw Problem.badRequest("no namespace on request").exception();
        }
        ArrayNode resources = JsonNodeFactory.instance.arrayNode();
        ArrayNode paths = JsonNodeFactory.instance.arrayNode();
        for (PolicyRule rule : rules(caller, asked)) {
            (rule.nonResourceUrls().isEmpty() ? resources : paths).add(rule.toJson());
        }
        ObjectNode status = body.putObject("status");
        status.put("incomplete", false);
        status.set("nonResourceRules", paths);
        status.set("resourceRules", resources);
        return body;
    }

    private List<PolicyRule> rules(Caller caller, String namespace) {
        return caller.groups().contains(RbacPolicy.MASTERS)
                ? EVERYTHING
                : authorizer.policy().heldBy(caller, namespace);
    }
}
