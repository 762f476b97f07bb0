package dev.slipway.standalone.apiserver.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import dev.slipway.standalone.apiserver.webhook.WriteConstraints;
import java.util.List;
import java.util.Optional;

/**
 * A ValidatingAdmissionPolicyBinding.
 *
 * @param policy name of the policy
 * @param constraints which of the policy's writes it is about; absent: all
 * @param params objects that configure the policy; absent: none do
 * @param actions what follows: {@code Deny}, {@code Warn}, {@code Audit}
 */
record PolicyBinding(
        String name,
        String policy,
        Optional<WriteConstraints> constraints,
        Optional<ParamRef> params,
        List<String> actions) {

    /**
     * Which objects.
     *
     * @param name of one object; empty: those with the labels
     * @param namespace empty: that of the write
     * @param required whether there must be one
     */
    record ParamRef(String name, LabelSelector labels, String namespace, boolean required) {}

    static PolicyBinding of(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new PolicyBinding(
                Metadata.name(object),
                spec.path("policyName").asText(),
                Optional.of(spec.path("matchResources"))
                        .filter(JsonNode::isObject)
                        .map(WriteConstraints::ofPolicy),
                Optional.of(spec.path("paramRef"))
                        .filter(JsonNode::isObject)
                        .map(ref -> new ParamRef(
                                ref.path("name").asText(""),
                                LabelSelector.of(ref.path("selector")),
                                ref.path("namespace").asText(""),
                                ref.path("parameterNotFoundAction").asText().equals("Deny"))),
                spec.path("validationActions")
                        .valueStream()
                        .map(JsonNode::asText)
                        .toList());
    }
}
