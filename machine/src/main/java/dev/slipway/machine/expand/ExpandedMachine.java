package dev.slipway.machine.expand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.defaults.InstanceDefaults;
import dev.slipway.machine.defaults.NetworkDefaults;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.StoredForm;
import dev.slipway.machine.types.TypeCheck;
import java.util.List;
import java.util.Optional;

/** The answer of {@code expand-spec}: a machine with its instance type and preference written out. */
public sealed interface ExpandedMachine {
    /** The machine without references, complete as it would run. */
    record Expanded(ObjectNode machine) implements ExpandedMachine {}

    /** It is no machine: each sentence names a field that its type does not allow. */
    record Malformed(List<String> problems) implements ExpandedMachine {}

    /** It cannot be expanded; one sentence says why. */
    record Impossible(String sentence) implements ExpandedMachine {}

    /** Expands {@code machine}, which is changed. Source: KubeVirt v1.9.0, {@code pkg/instancetype/expand}. */
    static ExpandedMachine of(ObjectNode machine, String namespace, ClusterFacts facts) {
        TypeCheck.Findings findings = TypeCheck.of("VirtualMachineSpec", machine.path("spec"), "spec");
        if (!findings.schema().isEmpty()) {
            return new Malformed(findings.schema());
        }
        if (!findings.values().isEmpty()) {
            return new Impossible(String.join(" ", findings.values()));
        }
        ObjectNode spec = (ObjectNode) machine.get("spec");
        if (!Tree.has(spec, "instancetype") && !Tree.has(spec, "preference")) {
            return new Expanded(stored(machine));
        }
        Expansion expansion = Expansion.of(machine, namespace, facts);
        if (!expansion.problems().isEmpty()) {
            return new Impossible(expansion.problems().getFirst());
        }
        ObjectNode template = Tree.object(spec, "template");
        VirtualMachineInstanceSpec given = read(Tree.object(template, "spec"));
        Optional<String> unwired = NetworkDefaults.obstacle(given, facts.configuration());
        if (unwired.isPresent()) {
            return new Impossible(unwired.get());
        }
        template.set("spec", write(InstanceDefaults.wired(given, facts.configuration())));
        List<Conflict> conflicts = expansion.apply(machine);
        if (!conflicts.isEmpty()) {
            return new Impossible(
                    String.join(" ", conflicts.stream().map(Conflict::sentence).toList()));
        }
        VirtualMachineInstanceSpec sized =
                InstanceDefaults.sized(read(template.get("spec")), facts.configuration(), facts.defaultArchitecture());
        template.set("spec", write(sized));
        spec.remove(List.of("instancetype", "preference"));
        if (machine.path("status") instanceof ObjectNode status) {
            status.remove(List.of("instancetypeRef", "preferenceRef"));
        }
        return new Expanded(stored(machine));
    }

    private static ObjectNode stored(ObjectNode machine) {
        machine.set("spec", StoredForm.of("VirtualMachineSpec", (ObjectNode) machine.get("spec")));
        return machine;
    }

    private static VirtualMachineInstanceSpec read(JsonNode spec) {
        try {
            return Tree.JSON.treeToValue(spec, VirtualMachineInstanceSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the spec passed the check of its type", e);
        }
    }

    private static JsonNode write(VirtualMachineInstanceSpec spec) {
        return Tree.JSON.valueToTree(spec);
    }
}
