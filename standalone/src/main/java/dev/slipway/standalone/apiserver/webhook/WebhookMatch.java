package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.admission.Admission.Operation;
import dev.slipway.standalone.apiserver.admission.Admission.Review;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides whether a webhook or a policy is asked about a write, and in which version of the resource. */
public final class WebhookMatch {
    /** What decides over writes does not decide over itself, so that it can always be mended. */
    private static final List<String> EXEMPT = List.of(
            "validatingwebhookconfigurations",
            "mutatingwebhookconfigurations",
            "validatingadmissionpolicies",
            "validatingadmissionpolicybindings");

    private WebhookMatch() {}

    /** Whether no webhook is ever asked about such a write. */
    public static boolean isExempt(Review review) {
        return review.resource().group().equals("admissionregistration.k8s.io")
                && EXEMPT.contains(review.resource().resource());
    }

    /**
     * Returns the type in the version to ask in, if there is to be asked.
     *
     * @param versions all that are served of the resource, that of the write first
     * @param namespaceLabels of the namespace of the object; empty if it has none
     */
    public static Optional<ResourceType> of(
            WriteConstraints wanted, Review review, List<ResourceType> versions, Map<String, String> namespaceLabels) {
        ResourceType requested = versions.getFirst();
        boolean placed = !review.namespace().isEmpty() || WebhookQuestion.isNamespace(requested);
        if (placed && !wanted.namespaces().matches(namespaces(review, requested, namespaceLabels))
                || !matchesObject(wanted.objects(), review)) {
            return Optional.empty();
        }
        if (!wanted.excluded().isEmpty()
                && covered(wanted.excluded(), wanted, review, versions).isPresent()) {
            return Optional.empty();
        }
        return wanted.rules().isEmpty() ? Optional.of(requested) : covered(wanted.rules(), wanted, review, versions);
    }

    private static Optional<ResourceType> covered(
            List<WebhookRule> rules, WriteConstraints wanted, Review review, List<ResourceType> versions) {
        return versions.stream()
                .limit(wanted.equivalent() ? versions.size() : 1)
                .filter(version -> rules.stream().anyMatch(rule -> rule.covers(write(review, version))))
                .findFirst();
    }

    private static WebhookRule.Write write(Review review, ResourceType type) {
        return new WebhookRule.Write(
                review.operation().name(),
                type.group(),
                type.version(),
                type.plural(),
                review.subresource(),
                review.name(),
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
