package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.admission.Admission.Operation;
import dev.slipway.standalone.apiserver.admission.Admission.Review;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.Optional;

/**
 * The AdmissionReview that a webhook gets.
 *
 * @param uid of this question
 * @param version of the review: {@code v1} or {@code v1beta1}
 */
public record WebhookQuestion(String uid, String version, ObjectNode request) {
    private static final String GROUP = "admission.k8s.io/";

    /**
     * @param asked the type in the version that the webhook wants, which need not be that of the write
     * @param requested the type of the write
     */
    public static WebhookQuestion of(
            String uid, String version, Review review, ResourceType asked, ResourceType requested) {
        ObjectNode request = Json.object().put("uid", uid);
        request.set("kind", kind(asked, review));
        request.set("resource", resource(asked));
        if (!review.subresource().isEmpty()) {
            request.put("subResource", review.subresource());
        }
        request.set("requestKind", kind(requested, review));
        request.set("requestResource", resource(requested));
        if (!review.subresource().isEmpty()) {
            request.put("requestSubResource", review.subresource());
        }
        if (!review.name().isEmpty()) {
            request.put("name", review.name());
        }
        String namespace = isNamespace(requested) ? review.name() : review.namespace();
        if (!namespace.isEmpty()) {
            request.put("namespace", namespace);
        }
        request.put("operation", review.operation().name());
        request.set("userInfo", user(review));
        request.set("object", in(asked, review.object()));
        request.set("oldObject", in(asked, review.oldObject()));
        request.put("dryRun", review.dryRun());
        request.set("options", options(review));
        return new WebhookQuestion(uid, version, request);
    }

    public static boolean isNamespace(ResourceType type) {
        return type.group().isEmpty() && type.plural().equals("namespaces");
    }

    /** What is written to a subresource may be of another kind than the resource: an Eviction, a Scale. */
    private static ObjectNode kind(ResourceType type, Review review) {
        String written = review.object()
                .or(review::oldObject)
                .map(object -> object.path("kind").asText(""))
                .filter(kind -> !review.subresource().isEmpty() && !kind.isEmpty())
                .orElse(type.kind());
        if (written.equals(type.kind())) {
            return kind(type.group(), type.version(), type.kind());
        }
        String apiVersion = review.object()
                .or(review::oldObject)
                .map(object -> object.path("apiVersion").asText(""))
                .orElse("");
        int slash = apiVersion.indexOf('/');
        return kind(slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1), written);
    }

    private static ObjectNode kind(String group, String version, String kind) {
        return Json.object().put("group", group).put("version", version).put("kind", kind);
    }

    private static ObjectNode resource(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("resource", type.plural());
    }

    private static ObjectNode user(Review review) {
        ObjectNode user = Json.object().put("username", review.caller().name());
        if (!review.caller().uid().isEmpty()) {
            user.put("uid", review.caller().uid());
        }
        ArrayNode groups = user.putArray("groups");
        review.caller().groups().forEach(groups::add);
        if (!review.caller().extra().isEmpty()) {
            ObjectNode extra = user.putObject("extra");
            review.caller().extra().forEach((key, values) -> {
                ArrayNode list = extra.putArray(key);
                values.forEach(list::add);
            });
        }
        return user;
    }

    /** Versions of one resource differ in their name only. */
    static JsonNode in(ResourceType type, Optional<ObjectNode> object) {
        return object.<JsonNode>map(found -> {
                    ObjectNode copy = found.deepCopy();
                    return copy.path("kind").asText().equals(type.kind())
                            ? copy.put("apiVersion", type.apiVersion())
                            : copy;
                })
                .orElseGet(JsonNodeFactory.instance::nullNode);
    }

    private static ObjectNode options(Review review) {
        String kind = review.operation() == Operation.CREATE
                ? "CreateOptions"
                : review.operation() == Operation.UPDATE ? "UpdateOptions" : "DeleteOptions";
        ObjectNode options = Json.object().put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
        if (review.dryRun()) {
            options.putArray("dryRun").add("All");
        }
        return options;
    }

    ObjectNode document() {
        ObjectNode document = Json.object().put("kind", "AdmissionReview").put("apiVersion", GROUP + version);
        document.set("request", request);
        return document;
    }

    String apiVersion() {
        return GROUP + version;
    }
}
