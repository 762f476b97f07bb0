package dev.slipway.standalone.apiserver.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.webhook.MatchConditions;
import dev.slipway.standalone.apiserver.webhook.WriteConstraints;
import java.util.List;
import java.util.Optional;

/**
 * A ValidatingAdmissionPolicy.
 *
 * @param constraints which writes it is about
 * @param conditions further ones, in CEL
 * @param variables may be used by those after them and by validations
 * @param validations each has to be true
 * @param annotations expressions for an audit log
 * @param params kind of the objects that it is configured by
 * @param ignoresFailure whether a write passes if the policy itself is broken
 */
record Policy(
        String name,
        WriteConstraints constraints,
        List<MatchConditions.Condition> conditions,
        List<Variable> variables,
        List<Validation> validations,
        List<String> annotations,
        Optional<ParamKind> params,
        boolean ignoresFailure) {

    /** An expression with a name. */
    record Variable(String name, String expression) {}

    /**
     * What has to be true.
     *
     * @param message may be empty
     * @param messageExpression may be empty
     * @param reason word of the refusal
     */
    record Validation(String expression, String message, String messageExpression, String reason) {}

    /** A kind of objects. */
    record ParamKind(String apiVersion, String kind) {}

    static Policy of(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new Policy(
                Metadata.name(object),
                WriteConstraints.ofPolicy(spec.path("matchConstraints")),
                MatchConditions.read(spec),
                spec.path("variables")
                        .valueStream()
                        .map(variable -> new Variable(
                                variable.path("name").asText(),
                                variable.path("expression").asText()))
                        .toList(),
                spec.path("validations")
                        .valueStream()
                        .map(validation -> new Validation(
                                validation.path("expression").asText(),
                                validation.path("message").asText(""),
                                validation.path("messageExpression").asText(""),
                                validation.path("reason").asText("Invalid")))
                        .toList(),
                spec.path("auditAnnotations")
                        .valueStream()
                        .map(annotation -> annotation.path("valueExpression").asText())
                        .toList(),
                Optional.of(spec.path("paramKind"))
                        .filter(JsonNode::isObject)
                        .map(kind -> new ParamKind(
                                kind.path("apiVersion").asText(),
                                kind.path("kind").asText())),
                spec.path("failurePolicy").asText().equals("Ignore"));
    }
}
