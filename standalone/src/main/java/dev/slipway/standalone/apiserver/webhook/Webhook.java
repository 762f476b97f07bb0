package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One webhook of a ValidatingWebhookConfiguration or MutatingWebhookConfiguration.
 *
 * @param configuration name of the object
 * @param name of the webhook
 * @param mutating whether it may change what is written
 * @param target where it listens
 * @param constraints about which writes it is asked
 * @param conditions further ones, in CEL
 * @param ignoresFailure whether a write passes if the webhook does not answer
 * @param timeout for the answer
 * @param reinvoked whether it wants to see what others changed after it
 * @param takesDryRun whether it has no lasting effect for a write that is only tried
 * @param reviewVersions of the review that it reads
 */
record Webhook(
        String configuration,
        String name,
        boolean mutating,
        WebhookTarget target,
        WriteConstraints constraints,
        List<MatchConditions.Condition> conditions,
        boolean ignoresFailure,
        Duration timeout,
        boolean reinvoked,
        boolean takesDryRun,
        List<String> reviewVersions) {
    private static final int USUAL_SECONDS = 10;

    /** Reads the webhooks of a configuration, in their order. */
    static List<Webhook> of(JsonNode configuration, boolean mutating) {
        List<Webhook> webhooks = new ArrayList<>();
        for (JsonNode hook : configuration.path("webhooks")) {
            List<String> versions = new ArrayList<>();
            hook.path("admissionReviewVersions").forEach(version -> versions.add(version.asText()));
            webhooks.add(new Webhook(
                    configuration.at("/metadata/name").asText(),
                    hook.path("name").asText(),
                    mutating,
                    WebhookTarget.of(hook.path("clientConfig")),
                    WriteConstraints.ofWebhook(hook),
                    MatchConditions.read(hook),
                    hook.path("failurePolicy").asText().equals("Ignore"),
                    Duration.ofSeconds(hook.path("timeoutSeconds").asInt(USUAL_SECONDS)),
                    hook.path("reinvocationPolicy").asText().equals("IfNeeded"),
                    List.of("None", "NoneOnDryRun")
                            .contains(hook.path("sideEffects").asText()),
                    List.copyOf(versions)));
        }
        return webhooks;
    }
}
