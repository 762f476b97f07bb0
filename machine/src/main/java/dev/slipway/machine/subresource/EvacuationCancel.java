package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.MigrationConfiguration;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.machine.subresource.Reaction.AlreadySo;
import dev.slipway.machine.subresource.Reaction.Patched;
import dev.slipway.machine.subresource.Reaction.Place;
import dev.slipway.machine.subresource.Reaction.Refused;
import java.util.Optional;

/**
 * {@code evacuate/cancel}: the guest stays on a node that it was to leave. Source: KubeVirt v1.9.0, {@code evacuate_cancel.go},
 * whose answers of code 500 are told here as what they are.
 */
public final class EvacuationCancel {
    private static final String NODE = "/status/evacuationNodeName";
    private static final String DEFAULT_TAINT = "kubevirt.io/drain";
    private static final int OK = 200;

    private EvacuationCancel() {}

    /** Decides {@code evacuate/cancel}. */
    public static Reaction decide(Target target, Wish wish, ClusterFacts facts) {
        Optional<JsonNode> object = target.find(facts);
        if (object.isEmpty()) {
            return target.missing();
        }
        if (target.isMachine() && !object.get().at("/status/created").asBoolean()) {
            return target.conflict("VMI is not started");
        }
        return target.instance(facts)
                .map(instance -> cancel(target, wish, instance, facts))
                .orElseGet(target::missingInstance);
    }

    private static Reaction cancel(Target target, Wish wish, JsonNode instance, ClusterFacts facts) {
        String leaving = instance.at(NODE).asText("");
        String node = leaving.isEmpty() ? instance.at("/status/nodeName").asText("") : leaving;
        if (node.isEmpty()) {
            return target.instanceConflict("VMI is not assigned to a node yet");
        }
        Optional<JsonNode> found = facts.find("", "nodes", "", node);
        if (found.isEmpty()) {
            return new Refused(Refusal.notFound("node", node));
        }
        String taint = drainTaint(facts);
        if (isTainted(found.get(), taint)) {
            return Target.badRequest("Node \"%s\" has NodeDrainTaintKey \"%s:NoSchedule\"".formatted(node, taint));
        }
        if (leaving.isEmpty()) {
            return new AlreadySo(OK);
        }
        if (wish.malformed().isPresent()) {
            return new Refused(wish.malformed().get());
        }
        return wish.text("evacuationNodeName").equals(leaving)
                ? new Patched(
                        Place.INSTANCE, new JsonPatch().test(NODE, leaving).remove(NODE), OK)
                : target.instanceConflict(
                        "evacuationNodeName is \"%s\", but the VMI leaves node \"%s\"; send {\"evacuationNodeName\":\"%s\"}"
                                .formatted(wish.text("evacuationNodeName"), leaving, leaving));
    }

    private static String drainTaint(ClusterFacts facts) {
        MigrationConfiguration migrations = facts.configuration().migrations();
        return migrations == null
                ? DEFAULT_TAINT
                : Given.some(migrations.nodeDrainTaintKey()).orElse(DEFAULT_TAINT);
    }

    private static boolean isTainted(JsonNode node, String key) {
        for (JsonNode taint : node.at("/spec/taints")) {
            if (taint.path("key").asText().equals(key)
                    && taint.path("effect").asText().equals("NoSchedule")) {
                return true;
            }
        }
        return false;
    }
}
