package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.lifecycle.Refusal;
import java.util.Optional;

/**
 * The object whose subresource was called.
 *
 * @param namespace its namespace
 * @param name its name
 * @param isMachine whether it is a VirtualMachine; else it is a VirtualMachineInstance
 */
public record Target(String namespace, String name, boolean isMachine) {
    private static final String GROUP = "kubevirt.io";

    Optional<JsonNode> find(ClusterFacts facts) {
        return isMachine ? facts.find(GROUP, "virtualmachines", namespace, name) : instance(facts);
    }

    /** Returns the instance itself, or that of the machine. */
    Optional<JsonNode> instance(ClusterFacts facts) {
        return facts.find(GROUP, "virtualmachineinstances", namespace, name);
    }

    Reaction missing() {
        return new Reaction.Refused(Refusal.notFound(kind(), name));
    }

    Reaction missingInstance() {
        return new Reaction.Refused(Refusal.notFound(Refusal.INSTANCE, name));
    }

    Reaction conflict(String why) {
        return new Reaction.Refused(Refusal.conflict(kind(), name, why));
    }

    Reaction instanceConflict(String why) {
        return new Reaction.Refused(Refusal.conflict(Refusal.INSTANCE, name, why));
    }

    static Reaction badRequest(String why) {
        return new Reaction.Refused(Refusal.badRequest(why));
    }

    private String kind() {
        return isMachine ? Refusal.MACHINE : Refusal.INSTANCE;
    }
}
