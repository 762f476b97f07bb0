package dev.slipway.machine.expand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.machine.defaults.InstanceDefaults;
import dev.slipway.machine.defaults.NetworkDefaults;
import java.util.List;
import java.util.Optional;

/** A machine's template as its instance is made of it: with its instance type and preference written out. */
public sealed interface SizedTemplate {
    /** The template without anything left open that the two say. */
    record Sized(VirtualMachineInstanceTemplateSpec template) implements SizedTemplate {}

    /** The machine and its instance type do not fit together; one sentence says why. */
    record Unsuited(String sentence) implements SizedTemplate {}

    /**
     * Writes both into the template of {@code machine}. Devices that come without being named come first, so that the preference
     * holds for them, too. Source: KubeVirt v1.9.0, {@code watch/vm/vm.go}, {@code startVMI}.
     */
    static SizedTemplate of(JsonNode machine, Expansion expansion, KubeVirtConfiguration configuration) {
        ObjectNode sized = machine.deepCopy();
        ObjectNode template = Tree.object(sized, "spec", "template");
        ObjectNode spec = Tree.object(template, "spec");
        if (Tree.has(expansion.preference(), "devices")) {
            DevicePreference.attach(expansion.preference().get("devices"), Tree.object(spec, "domain", "devices"));
        }
        VirtualMachineInstanceSpec given = InstanceDefaults.pointed(read(spec, VirtualMachineInstanceSpec.class));
        Optional<String> unwired = NetworkDefaults.obstacle(given, configuration);
        if (unwired.isPresent()) {
            return new Unsuited(unwired.get());
        }
        template.set("spec", Tree.JSON.valueToTree(InstanceDefaults.wired(given, configuration)));
        List<Conflict> conflicts = expansion.uneven().map(List::of).orElseGet(() -> expansion.apply(sized));
        if (!conflicts.isEmpty()) {
            return new Unsuited(
                    String.join(" ", conflicts.stream().map(Conflict::sentence).toList()));
        }
        ObjectNode annotations = Tree.object(template, "metadata", "annotations");
        for (Matcher matcher : Matcher.values()) {
            matcher.annotation(machine)
                    .ifPresent(name -> annotations.set(name, Tree.get(machine, "spec", matcher.field(), "name")));
        }
        return new Sized(read(template, VirtualMachineInstanceTemplateSpec.class));
    }

    private static <T> T read(JsonNode tree, Class<T> type) {
        try {
            return Tree.JSON.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored machine has the form of a machine", e);
        }
    }
}
