package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Judges evictions of Pods that carry guests: a guest that can move is moved, and its Pod ends by itself. Source: KubeVirt
 * v1.9.0, {@code pod-eviction-admitter.go}; {@code kubectl drain} and the descheduler read the code and the sentences.
 */
final class EvictionReview {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String KUBEVIRT = "kubevirt.io";
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    /** Annotation of evictions, and how the descheduler signs its own (descheduler v0.33, {@code evictions.go}). */
    private static final String REQUESTED_BY = "requested-by";

    private static final String DESCHEDULER = "sigs.k8s.io/descheduler";

    private EvictionReview() {}

    static Verdict of(Review review, ObjectNode eviction, ClusterFacts facts) {
        Optional<JsonNode> found = facts.find("", "pods", review.namespace(), review.name());
        if (found.isEmpty()) {
            return allowed();
        }
        JsonNode pod = found.get();
        String part = pod.at("/metadata/labels").path(KubeVirtNames.APP).asText();
        if (part.equals(KubeVirtNames.HOTPLUG)) {
            return ofHeldVolume(pod, facts);
        }
        String name = pod.at("/metadata/annotations").path(KubeVirtNames.DOMAIN).asText();
        boolean carries = part.equals(KubeVirtNames.LAUNCHER)
                && !name.isEmpty()
                && !ENDED.contains(pod.at("/status/phase").asText());
        return carries
                ? instance(facts, review.namespace(), name)
                        .map(instance -> ofGuest(review, eviction, pod, instance, facts))
                        .orElseGet(EvictionReview::allowed)
                : allowed();
    }

    private static Verdict ofGuest(
            Review review, JsonNode eviction, JsonNode pod, JsonNode instance, ClusterFacts facts) {
        String strategy = instance.at("/spec/evictionStrategy")
                .asText(Objects.requireNonNullElse(facts.configuration().evictionStrategy(), "None"));
        String name = instance.at("/metadata/name").asText();
        boolean movable = isMovable(instance);
        if (strategy.equals("LiveMigrate") && !movable) {
            return denied("VMI " + name + " is configured with an eviction strategy but is not live-migratable");
        }
        boolean leaves = strategy.equals("External")
                || (movable && (strategy.equals("LiveMigrate") || strategy.equals("LiveMigrateIfPossible")));
        if (!leaves) {
            return allowed();
        }
        String sentence = KubeVirtNames.EVACUATES + " \"%s/%s\"".formatted(review.namespace(), name);
        if (!instance.at("/status/evacuationNodeName").asText().isEmpty()) {
            return denied("Evacuation in progress: " + sentence);
        }
        String node = instance.at("/status/nodeName").asText();
        if (!node.equals(pod.at("/spec/nodeName").asText())) {
            return denied("Eviction request for target Pod");
        }
        return review.dryRun()
                ? denied(sentence)
                : new Verdict.Instructed(
                        review.namespace(), name, evacuation(eviction, instance, node), denied(sentence));
    }

    /** The Pod that holds a volume for a guest goes with the guest, and not before. */
    private static Verdict ofHeldVolume(JsonNode pod, ClusterFacts facts) {
        String namespace = pod.at("/metadata/namespace").asText();
        for (JsonNode owner : pod.at("/metadata/ownerReferences")) {
            Optional<JsonNode> instance = facts.find(
                            "", "pods", namespace, owner.path("name").asText())
                    .map(launcher -> launcher.at("/metadata/annotations")
                            .path(KubeVirtNames.DOMAIN)
                            .asText())
                    .flatMap(name -> instance(facts, namespace, name))
                    .filter(found -> !ENDED.contains(found.at("/status/phase").asText()));
            if (instance.isPresent()) {
                return denied("cannot evict hotplug pod: %s associated with running vmi: %s in namespace %s"
                        .formatted(
                                pod.at("/metadata/name").asText(),
                                instance.get().at("/metadata/name").asText(),
                                namespace));
            }
        }
        return allowed();
    }

    private static Optional<JsonNode> instance(ClusterFacts facts, String namespace, String name) {
        return facts.find(KUBEVIRT, "virtualmachineinstances", namespace, name);
    }

    private static boolean isMovable(JsonNode instance) {
        for (JsonNode condition : instance.at("/status/conditions")) {
            if (condition.path("type").asText().equals("LiveMigratable")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** The version makes sure that the instance is still where the decision saw it. */
    private static JsonNode evacuation(JsonNode eviction, JsonNode instance, String node) {
        boolean descheduled =
                eviction.at("/metadata/annotations").path(REQUESTED_BY).asText().equals(DESCHEDULER);
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata")
                .put("resourceVersion", instance.at("/metadata/resourceVersion").asText());
        if (descheduled || !sourceOf(instance).isEmpty()) {
            // Null takes away what an earlier eviction left.
            metadata.putObject("annotations")
                    .put(KubeVirtNames.EVICTION_SOURCE, descheduled ? KubeVirtNames.DESCHEDULER : null);
        }
        patch.putObject("status").put("evacuationNodeName", node);
        return patch;
    }

    private static String sourceOf(JsonNode instance) {
        return instance.at("/metadata/annotations")
                .path(KubeVirtNames.EVICTION_SOURCE)
                .asText();
    }

    private static Verdict allowed() {
        return new Verdict.Allowed(null, List.of());
    }

    private static Verdict.Denied denied(String sentence) {
        return new Verdict.Denied(TOO_MANY_REQUESTS, "", sentence, List.of());
    }
}
