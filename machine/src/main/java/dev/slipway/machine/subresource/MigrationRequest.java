package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.subresource.Reaction.Made;
import dev.slipway.machine.subresource.Reaction.Refused;
import java.util.Optional;

/** {@code migrate}: a VirtualMachineInstanceMigration of the machine's instance is made. Source: KubeVirt v1.9.0, {@code lifecycle.go}. */
public final class MigrationRequest {
    private static final int ACCEPTED = 202;

    private MigrationRequest() {}

    /** Decides {@code migrate}. */
    public static Reaction decide(Target target, Wish wish, ClusterFacts facts) {
        if (wish.malformed().isPresent()) {
            return new Refused(wish.malformed().get());
        }
        if (target.find(facts).isEmpty()) {
            return target.missing();
        }
        Optional<JsonNode> instance = target.instance(facts);
        if (instance.isEmpty()) {
            return target.missingInstance();
        }
        return InstancePhase.isRunning(instance.get())
                ? new Made("virtualmachineinstancemigrations", migration(target, wish), ACCEPTED)
                : target.conflict("VM is not running");
    }

    private static ObjectNode migration(Target target, Wish wish) {
        ObjectNode migration = JsonNodeFactory.instance.objectNode();
        migration.put("apiVersion", "kubevirt.io/v1").put("kind", "VirtualMachineInstanceMigration");
        migration
                .putObject("metadata")
                .put("generateName", "kubevirt-migrate-vm-")
                .put("namespace", target.namespace());
        ObjectNode spec = migration.putObject("spec").put("vmiName", target.name());
        JsonNode selector = wish.options().path("addedNodeSelector");
        if (!selector.isEmpty()) {
            spec.set("addedNodeSelector", selector);
        }
        return migration;
    }
}
