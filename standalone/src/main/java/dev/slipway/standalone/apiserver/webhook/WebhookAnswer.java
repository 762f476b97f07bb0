package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.patch.JsonPatch;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a webhook answered, once it is known to be an answer to what was asked. */
sealed interface WebhookAnswer {
    /** Returns what the client is to be told besides. */
    List<String> warnings();

    /** @param patch RFC 6902, empty if nothing is to change */
    record Allowed(JsonNode patch, List<String> warnings) implements WebhookAnswer {}

    /** The write is refused, with what the client is told. */
    record Refused(int code, String reason, String message, List<Cause> causes, List<String> warnings)
            implements WebhookAnswer {}

    /** It is no answer; the message says why, in kube-apiserver's words. */
    final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    static WebhookAnswer read(Webhook webhook, WebhookQuestion question, JsonNode document) throws Invalid {
        JsonNode response = document.path("response");
        if (!response.isObject()) {
            throw new Invalid("received invalid webhook response: webhook response was absent");
        }
        boolean current = question.version().equals("v1");
        if (current) {
            identify(question, document, response);
        }
        String patch = response.path("patch").asText("");
        boolean typed = response.hasNonNull("patchType");
        if (current && webhook.mutating() && patch.isEmpty() == typed) {
            throw new Invalid("received invalid webhook response: webhook returned response."
                    + (typed ? "patchType but not response.patch" : "patch but not response.patchType"));
        }
        if (current && !webhook.mutating() && (typed || !patch.isEmpty())) {
            throw new Invalid("received invalid webhook response: validating webhook may not return response."
                    + (patch.isEmpty() ? "patchType" : "patch"));
        }
        List<String> warnings = new ArrayList<>();
        response.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        if (!response.path("allowed").asBoolean()) {
            return refused(webhook, response.path("status"), warnings);
        }
        if (typed && !patch.isEmpty() && !response.path("patchType").asText().equals("JSONPatch")) {
            throw new Invalid(
                    "unsupported patch type \"" + response.path("patchType").asText() + "\"");
        }
        return new Allowed(webhook.mutating() ? decoded(patch) : Json.MAPPER.createArrayNode(), warnings);
    }

    private static void identify(WebhookQuestion question, JsonNode document, JsonNode response) throws Invalid {
        String uid = response.path("uid").asText("");
        if (!uid.equals(question.uid())) {
            throw new Invalid("received invalid webhook response: expected response.uid=\"%s\", got \"%s\""
                    .formatted(question.uid(), uid));
        }
        String version = document.path("apiVersion").asText("");
        String kind = document.path("kind").asText("");
        if (!version.equals(question.apiVersion()) || !kind.equals("AdmissionReview")) {
            throw new Invalid(
                    "received invalid webhook response: expected webhook response of %s, Kind=AdmissionReview, got %s, Kind=%s"
                            .formatted(question.apiVersion(), version, kind));
        }
    }

    private static JsonNode decoded(String patch) throws Invalid {
        if (patch.isEmpty()) {
            return Json.MAPPER.createArrayNode();
        }
        try {
            JsonNode read = Json.parse(Base64.getMimeDecoder().decode(patch));
            if (read.isArray()) {
                return read;
            }
        } catch (IOException | IllegalArgumentException _) {
            // said below
        }
        throw new Invalid("received undecodable patch in webhook response: it is no JSON patch");
    }

    private static Refused refused(Webhook webhook, JsonNode status, List<String> warnings) {
        String by = "admission webhook \"" + webhook.name() + "\" denied the request";
        String message = status.path("message").asText("");
        String reason = status.path("reason").asText("");
        String why = message.isEmpty() ? reason : message;
        List<Cause> causes = new ArrayList<>();
        for (JsonNode cause : status.at("/details/causes")) {
            causes.add(new Cause(
                    cause.path("reason").asText(""),
                    cause.path("message").asText(""),
                    cause.path("field").asText("")));
        }
        return new Refused(
                Math.max(400, status.path("code").asInt(400)),
                reason,
                why.isEmpty() ? by + " without explanation" : by + ": " + why,
                causes,
                warnings);
    }

    /** Returns the object with the changes, unless they do not fit it. */
    static Optional<ObjectNode> patched(ObjectNode object, JsonNode patch) {
        try {
            return JsonPatch.apply(object, patch) instanceof ObjectNode changed
                    ? Optional.of(changed)
                    : Optional.empty();
        } catch (ProblemException _) {
            return Optional.empty();
        }
    }
}
