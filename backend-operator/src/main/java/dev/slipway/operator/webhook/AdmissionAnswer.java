package dev.slipway.operator.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.admission.Admission;
import dev.slipway.machine.admission.InstanceInstructions;
import dev.slipway.machine.admission.Review;
import dev.slipway.machine.admission.Verdict;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates between {@code admission.k8s.io/v1} and {@code machine.admission}. A mutating webhook lets an object pass that
 * is refused only after it was completed: the API server looks at its schema first, and asks the validating webhook then. What
 * the operator itself makes follows the schema, and the API server asks about it once.
 */
final class AdmissionAnswer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The account of the operator, as the validating webhook of the chart leaves it out. */
    private static final String OPERATOR = "system:serviceaccount:" + SlipwayNames.NAMESPACE + ":operator";

    private AdmissionAnswer() {}

    /** The two webhooks of a write. */
    enum Phase {
        MUTATING,
        VALIDATING
    }

    /** Returns the AdmissionReview that answers {@code question}. */
    static ObjectNode to(JsonNode question, Phase phase, ClusterFacts facts, InstanceInstructions instructions) {
        JsonNode request = question.path("request");
        ObjectNode answer = JSON.objectNode();
        answer.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
        ObjectNode response = answer.putObject("response");
        response.put("uid", request.path("uid").asText());
        switch (Admission.review(review(request), facts)) {
            case Verdict.Instructed told -> {
                // Both webhooks may be asked about one write; it is told once.
                if (phase == Phase.MUTATING) {
                    allow(response, request, phase, null);
                } else {
                    deny(response, InstanceInstructions.answer(told, instructions));
                }
            }
            case Verdict.Allowed allowed -> {
                allow(response, request, phase, allowed.object());
                warn(response, allowed.warnings());
            }
            case Verdict.Denied denied
            when phase == Phase.MUTATING && denied.completed() != null && !isMadeByOperator(request) ->
                allow(response, request, phase, denied.completed());
            case Verdict.Denied denied -> deny(response, denied);
        }
        return answer;
    }

    private static boolean isMadeByOperator(JsonNode request) {
        return request.path("operation").asText().equals(Review.Operation.CREATE.name())
                && request.path("userInfo").path("username").asText().equals(OPERATOR);
    }

    private static Review review(JsonNode request) {
        JsonNode resource = request.path("resource");
        List<String> groups = new ArrayList<>();
        request.path("userInfo").path("groups").forEach(group -> groups.add(group.asText()));
        return new Review(
                resource.path("group").asText(),
                resource.path("version").asText(),
                resource.path("resource").asText(),
                request.path("subResource").asText(""),
                Review.Operation.valueOf(request.path("operation").asText()),
                request.path("namespace").asText(""),
                request.path("name").asText(""),
                present(request.path("object")),
                present(request.path("oldObject")),
                request.path("userInfo").path("username").asText(),
                groups,
                request.path("dryRun").asBoolean(false),
                extra(request.path("userInfo").path("extra")));
    }

    private static Map<String, List<String>> extra(JsonNode given) {
        Map<String, List<String>> extra = new HashMap<>();
        given.properties().forEach(field -> {
            List<String> values = new ArrayList<>();
            field.getValue().forEach(value -> values.add(value.asText()));
            extra.put(field.getKey(), values);
        });
        return extra;
    }

    private static @Nullable JsonNode present(JsonNode object) {
        return object.isObject() ? object : null;
    }

    private static void allow(ObjectNode response, JsonNode request, Phase phase, @Nullable JsonNode completed) {
        response.put("allowed", true);
        if (phase == Phase.MUTATING && completed != null && !completed.equals(request.path("object"))) {
            ArrayNode patch = JSON.arrayNode();
            completed.properties().forEach(field -> {
                if (!field.getValue().equals(request.path("object").path(field.getKey()))) {
                    patch.addObject()
                            .put("op", "add")
                            .put("path", "/" + field.getKey())
                            .set("value", field.getValue());
                }
            });
            response.put("patchType", "JSONPatch")
                    .put(
                            "patch",
                            Base64.getEncoder().encodeToString(patch.toString().getBytes(UTF_8)));
        }
    }

    private static void warn(ObjectNode response, List<String> warnings) {
        if (!warnings.isEmpty()) {
            ArrayNode list = response.putArray("warnings");
            warnings.forEach(list::add);
        }
    }

    private static void deny(ObjectNode response, Verdict.Denied denied) {
        response.put("allowed", false);
        ObjectNode status = response.putObject("status");
        status.put("status", "Failure")
                .put("message", denied.message())
                .put("reason", denied.reason())
                .put("code", denied.code());
        if (!denied.causes().isEmpty()) {
            ArrayNode causes = status.putObject("details").putArray("causes");
            for (Cause cause : denied.causes()) {
                causes.addObject()
                        .put("reason", cause.type())
                        .put("message", cause.message())
                        .put("field", cause.field());
            }
        }
    }
}
