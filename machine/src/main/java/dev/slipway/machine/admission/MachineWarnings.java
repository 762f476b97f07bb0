package dev.slipway.machine.admission;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.machine.defaults.InstanceDefaults;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.qemu.Problem;
import dev.slipway.machine.qemu.Rehearsal;
import dev.slipway.machine.validate.InstanceRules;
import dev.slipway.machine.validate.RuleSetting;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a user should know about a machine that is accepted: what is deprecated, and why it could not start. */
final class MachineWarnings {
    private MachineWarnings() {}

    static List<String> of(
            VirtualMachineSpec spec,
            VirtualMachineInstanceSpec sized,
            MachineChoices choices,
            ClusterFacts facts,
            String name) {
        List<String> warnings = new ArrayList<>();
        if (spec.running() != null) {
            warnings.add("spec.running is deprecated, please use spec.runStrategy instead.");
        }
        choices.problems().forEach(problem -> warnings.add("The machine will not start: " + problem));
        VirtualMachineInstanceSpec instance =
                InstanceDefaults.complete(sized, facts.configuration(), facts.defaultArchitecture(), () -> "");
        RuleSetting setting = new RuleSetting(facts.configuration(), facts.defaultArchitecture(), true);
        Set<String> sentences = new LinkedHashSet<>();
        InstanceRules.ofInstance(instance, new ObjectMeta(), setting).forEach(cause -> sentences.add(cause.message()));
        if (sentences.isEmpty()) {
            sentences.addAll(rehearsed(instance, metadata(spec, name)));
        }
        sentences.forEach(sentence -> warnings.add("The machine will not start: " + sentence));
        return warnings;
    }

    private static ObjectMeta metadata(VirtualMachineSpec spec, String name) {
        ObjectMeta given = spec.template() == null ? null : spec.template().metadata();
        return new ObjectMetaBuilder()
                .withName(name)
                .withAnnotations(given == null ? Map.of() : given.getAnnotations())
                .build();
    }

    /** Returns why no node could start an instance that follows all rules. */
    static List<String> rehearsed(VirtualMachineInstanceSpec spec, ObjectMeta metadata) {
        VirtualMachineInstance instance = new VirtualMachineInstance();
        instance.setMetadata(metadata);
        instance.setSpec(spec);
        return Rehearsal.problems(instance).stream().map(Problem::sentence).toList();
    }
}
