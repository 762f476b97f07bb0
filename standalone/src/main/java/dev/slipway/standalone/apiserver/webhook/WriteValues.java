package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.admission.Admission.Review;
import dev.slipway.standalone.apiserver.cel.Rights;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.schema.RuleValues;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A write as expressions see it.
 *
 * @param values without the authorizer
 * @param rights of the caller
 * @param requested what is written, to ask for other rights to it
 */
public record WriteValues(Map<String, Object> values, Rights rights, Rights.Resource requested) {
    public static WriteValues of(Review review, WebhookQuestion question, Authorizer authorizer) {
        ObjectNode request = question.request();
        ObjectNode alone = Json.object().setAll(request);
        alone.remove(List.of("object", "oldObject"));
        Map<String, Object> values = new HashMap<>();
        values.put("object", RuleValues.of(request.path("object")));
        values.put("oldObject", RuleValues.of(request.path("oldObject")));
        values.put("request", RuleValues.of(alone));
        Rights rights = new CallerRights(authorizer, review.caller());
        return new WriteValues(
                Map.copyOf(values),
                rights,
                new Rights.Resource(
                        rights,
                        review.resource().group(),
                        review.resource().resource(),
                        review.subresource(),
                        review.namespace(),
                        review.name()));
    }

    /** Returns the values with the authorizer. */
    public Map<String, Object> forConditions() {
        Map<String, Object> all = new HashMap<>(values);
        all.put("authorizer", rights);
        all.put("authorizer.requestResource", requested);
        return all;
    }
}
