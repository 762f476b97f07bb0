package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.admission.Admission.Operation;
import dev.slipway.standalone.apiserver.admission.Admission.Review;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides whether a webhook is asked about a write, and in which version of the resource. */
final class WebhookMatch {
    /** What decides over writes does not decide over itself, so that it can always be mended. */
    private static final List<String> EXEMPT = List.of(
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings");

    private WebhookMatch() {}

    /** Whether no webhook is ever asked about such a write. */
    static boolean isExempt(Review review) {
        return review.resource().group().equals("admissionregistration.k8s.io")
                && EXEMPT.contains(review.resource().resource());
    }

    /**
     * Returns the type in the version to ask in, if the webhook is to be asked.
     *
     * @param versions all that are served of the resource, that of the write first
     * @param namespaceLabels of the namespace of the object; empty if it has none
     */
    static Optional<ResourceType> of(
            Webhook webhook, Review review, List<ResourceType> versions, Map<String, String> namespaceLabels) {
        ResourceType requested = versions.getFirst();
        boolean placed = !review.namespace().isEmpty() || WebhookQuestion.isNamespace(requested);
        if (placed && !webhook.namespaces().matches(namespaces(review, requested, namespaceLabels))
                || !matchesObject(webhook.objects(), review)) {
            return Optional.empty();
        }
        return versions.stream()
                .limit(webhook.equivalent() ? versions.size() : 1)
                .filter(version -> webhook.rules().stream().anyMatch(rule -> rule.covers(write(review, version))))
                .findFirst();
    }

    private static WebhookRule.Write write(Review review, ResourceType type) {
        return new WebhookRule.Write(
                review.operation().name(),
                type.group(),
                type.version(),
                type.plural(),
                review.subresource(),
                type.namespaced() && !review.namespace().isEmpty());
    }

    /** A namespace that is written has the labels it is about to have. */
    private static Map<String, String> namespaces(
            Review review, ResourceType requested, Map<String, String> namespaceLabels) {
        boolean itself = WebhookQuestion.isNamespace(requested) && review.operation() != Operation.DELETE;
        return itself ? review.object().map(LabelSelector::labels).orElse(namespaceLabels) : namespaceLabels;
    }

    /** Either the former or the new object has the labels. */
    private static boolean matchesObject(LabelSelector selector, Review review) {
        return selector.isEverything() || matches(selector, review.object()) || matches(selector, review.oldObject());
    }

    private static boolean matches(LabelSelector selector, Optional<? extends JsonNode> object) {
        return object.filter(found -> selector.matches(LabelSelector.labels(found)))
                .isPresent();
    }
}
