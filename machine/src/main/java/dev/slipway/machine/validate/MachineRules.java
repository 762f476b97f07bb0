package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.machine.defaults.MemoryGrowth;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Rules for a VirtualMachine around its template. Source: KubeVirt v1.9.0, {@code vms-admitter.go}. */
public final class MachineRules {
    private static final Set<String> STRATEGIES = Set.of("Always", "Halted", "Manual", "RerunOnFailure", "Once");

    private MachineRules() {}

    /**
     * Returns all that is wrong with a machine.
     *
     * @param spec the spec with its template as {@code InstanceDefaults.sized} completes it
     * @param field path of the spec, {@code spec} or that of a pool's template
     * @param setting what the cluster allows
     */
    public static List<Cause> of(VirtualMachineSpec spec, String field, RuleSetting setting) {
        FieldPath path = new FieldPath(field);
        if (spec.template() == null || spec.template().spec() == null) {
            return List.of(path.child("template")
                    .required(path.child("template") + " is missing. Add the machine's description there."));
        }
        VirtualMachineInstanceSpec template = spec.template().spec();
        ObjectMeta metadata = Objects.requireNonNullElseGet(spec.template().metadata(), ObjectMeta::new);
        List<Cause> causes = new ArrayList<>(MetadataRules.of(metadata, field + ".template.metadata", setting));
        causes.addAll(GraceRules.ofAnnotations(
                template, metadata.getAnnotations(), path.child("template", "metadata"), setting));
        causes.addAll(InstanceRules.of(template, field + ".template.spec", setting));
        causes.addAll(DataVolumeTemplateRules.of(spec, path));
        causes.addAll(strategy(spec, path, setting));
        causes.addAll(growth(template, path, setting));
        return causes;
    }

    private static List<Cause> strategy(VirtualMachineSpec spec, FieldPath path, RuleSetting setting) {
        String strategy = spec.runStrategy();
        List<Cause> causes = new ArrayList<>();
        if (spec.running() != null && strategy != null) {
            causes.add(path.child("running").invalid("running and runStrategy exclude each other. Keep runStrategy."));
        }
        if (spec.running() == null && strategy == null) {
            causes.add(path.child("running")
                    .invalid("The machine has no runStrategy. Set Always, RerunOnFailure, Manual, Once or Halted."));
        }
        if ("WaitAsReceiver".equals(strategy) && !setting.isEnabled("DecentralizedLiveMigration")) {
            causes.add(path.child("runStrategy")
                    .invalid("runStrategy WaitAsReceiver needs the feature gate DecentralizedLiveMigration, which is"
                            + " off."));
        } else if (strategy != null && !strategy.equals("WaitAsReceiver") && !STRATEGIES.contains(strategy)) {
            causes.add(path.child("runStrategy")
                    .invalid("runStrategy '" + strategy
                            + "' is not known. Use Always, RerunOnFailure, Manual, Once or Halted."));
        }
        return causes;
    }

    private static List<Cause> growth(VirtualMachineInstanceSpec template, FieldPath path, RuleSetting setting) {
        DomainSpec domain = template.domain();
        Memory memory = domain == null ? null : domain.memory();
        if (!setting.updatesLive() || domain == null || memory == null || memory.maxGuest() == null) {
            return List.of();
        }
        return MemoryGrowth.obstacles(domain, memory.maxGuest(), Given.text(template.architecture())).stream()
                .map(path.child("template", "spec", "domain", "memory", "guest")::invalid)
                .toList();
    }
}
