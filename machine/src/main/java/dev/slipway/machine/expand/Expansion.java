package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A machine's instance type and preference, found once, and what they make of the machine.
 *
 * @param instancetype spec of the instance type; missing if there is none
 * @param preference spec of the preference; missing if there is none
 * @param missing why one of them was not found, one sentence each
 */
public record Expansion(JsonNode instancetype, JsonNode preference, Map<Matcher, String> missing) {
    public Expansion {
        missing =
                Collections.unmodifiableMap(missing.isEmpty() ? new EnumMap<>(Matcher.class) : new EnumMap<>(missing));
    }

    /** Returns that of a machine which refers to nothing. */
    public static Expansion none() {
        return new Expansion(MissingNode.getInstance(), MissingNode.getInstance(), Map.of());
    }

    /** Finds what {@code machine} refers to. */
    public static Expansion of(JsonNode machine, String namespace, ClusterFacts facts) {
        Found type = Matcher.INSTANCETYPE.find(machine, namespace, facts);
        Found preference = Matcher.PREFERENCE.find(machine, namespace, facts);
        Map<Matcher, String> missing = new EnumMap<>(Matcher.class);
        type.problem().ifPresent(problem -> missing.put(Matcher.INSTANCETYPE, problem));
        preference.problem().ifPresent(problem -> missing.put(Matcher.PREFERENCE, problem));
        return new Expansion(type.spec(), preference.spec(), missing);
    }

    /** Returns why one of them was not found, the instance type first. */
    public List<String> problems() {
        return List.copyOf(missing.values());
    }

    /** Lets the preference fill in what is stored with the machine: architecture, machine type, storage class. */
    public void prefill(ObjectNode machine) {
        if (!Tree.has(preference)) {
            return;
        }
        ObjectNode template = Tree.object(machine, "spec", "template", "spec");
        Preference.architecture(preference, template);
        JsonNode type = Tree.get(preference, "machine", "preferredMachineType");
        if (Tree.hasContent(type)) {
            Tree.fill(Tree.object(template, "domain", "machine"), "type", type);
        }
        JsonNode storage = Tree.get(preference, "volumes", "preferredStorageClassName");
        for (JsonNode volume : machine.path("spec").path("dataVolumeTemplates")) {
            for (String form : List.of("pvc", "storage")) {
                if (Tree.hasContent(storage) && volume.path("spec").path(form) instanceof ObjectNode size) {
                    Tree.fillAbsent(size, "storageClassName", storage);
                }
            }
        }
    }

    /** Returns why the processors of the instance type cannot be spread as the preference wishes. */
    public Optional<Conflict> uneven() {
        return Tree.has(instancetype)
                ? CpuSpread.of(preference)
                        .obstacle(Tree.get(instancetype, "cpu", "guest").asLong())
                : Optional.empty();
    }

    /** Applies both to the template of {@code machine}; returns the fields in which they disagree with it. */
    public List<Conflict> apply(ObjectNode machine) {
        ObjectNode template = Tree.object(machine, "spec", "template");
        ObjectNode spec = Tree.object(template, "spec");
        if (Tree.has(instancetype)) {
            List<Conflict> conflicts =
                    Instancetype.apply(instancetype, preference, spec, Tree.object(template, "metadata"));
            if (!conflicts.isEmpty()) {
                return conflicts;
            }
        }
        if (Tree.has(preference)) {
            Preference.apply(preference, spec, Tree.object(template, "metadata"));
        }
        return List.of();
    }

    /** Returns the first requirement of the preference that the completed template does not meet. */
    public Optional<Conflict> unmet(VirtualMachineInstanceSpec sized) {
        return Requirements.unmet(instancetype, preference, sized);
    }
}
