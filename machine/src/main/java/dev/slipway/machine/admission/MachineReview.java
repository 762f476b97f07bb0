package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.machine.defaults.InstanceDefaults;
import dev.slipway.machine.defaults.MachineDefaults;
import dev.slipway.machine.defaults.NetworkDefaults;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.StoredForm;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.DataVolumeTemplateRules;
import dev.slipway.machine.validate.DiscontinuedRules;
import dev.slipway.machine.validate.MachineRules;
import dev.slipway.machine.validate.RuleSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Judges writes of VirtualMachines. Source: KubeVirt v1.9.0, {@code vm-mutator.go} and {@code vms-admitter.go}. */
final class MachineReview {
    private MachineReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        if (object.path("metadata").hasNonNull("deletionTimestamp")) {
            return new Verdict.Allowed(null, List.of());
        }
        Optional<Verdict> mismatch = SpecReader.mismatch("VirtualMachineSpec", object);
        if (mismatch.isPresent()) {
            return mismatch.get();
        }
        MachineChoices choices = new MachineChoices(review, facts);
        Optional<Verdict> unchosen = choices.choose(object);
        if (unchosen.isPresent()) {
            return unchosen.get();
        }
        ImageArchitecture.complete(object, review.namespace(), facts);
        VirtualMachineSpec spec = MachineDefaults.complete(
                SpecReader.read(object.get("spec"), VirtualMachineSpec.class),
                review.operation() == Review.Operation.CREATE,
                facts.configuration(),
                facts.defaultArchitecture(),
                facts::randomUuid);
        object.set("spec", StoredForm.of("VirtualMachineSpec", SpecReader.write(spec)));
        Verdict verdict = judged(review, object, spec, choices, facts);
        return verdict instanceof Verdict.Denied denied ? denied.after(object) : verdict;
    }

    private static Verdict judged(
            Review review, ObjectNode object, VirtualMachineSpec spec, MachineChoices choices, ClusterFacts facts) {
        Optional<Verdict> conflict = choices.apply(object);
        if (conflict.isPresent()) {
            return conflict.get();
        }
        KubeVirtConfiguration configuration = facts.configuration();
        VirtualMachineSpec whole = SpecReader.read(choices.expanded().get("spec"), VirtualMachineSpec.class);
        VirtualMachineInstanceSpec template =
                Objects.requireNonNull(Objects.requireNonNull(whole.template()).spec());
        Optional<String> unwired = NetworkDefaults.obstacle(template, configuration);
        if (unwired.isPresent()) {
            return Refusal.bad(unwired.get());
        }
        VirtualMachineInstanceSpec sized = InstanceDefaults.sized(template, configuration, facts.defaultArchitecture());
        Optional<Verdict> unmet = choices.requirements(sized);
        if (unmet.isPresent()) {
            return unmet.get();
        }
        if (review.operation() == Review.Operation.CREATE) {
            Devices devices = Objects.requireNonNull(
                    Objects.requireNonNull(sized.domain()).devices());
            List<Cause> gated = DiscontinuedRules.gated(devices, configuration);
            List<Cause> gone = gated.isEmpty() ? DiscontinuedRules.ofMachine(devices) : gated;
            if (!gone.isEmpty()) {
                return Refusal.of(gone);
            }
        }
        // What parts make, they make of users' pools, templates and copies: no part has labels of its own to add.
        boolean part = Writer.isPart(review) && review.operation() != Review.Operation.CREATE;
        RuleSetting setting = new RuleSetting(configuration, facts.defaultArchitecture(), part);
        List<Cause> causes = MachineRules.of(whole.withTemplate(whole.template().withSpec(sized)), "spec", setting);
        if (!causes.isEmpty()) {
            return Refusal.of(causes);
        }
        List<Cause> later = later(review, object, spec, facts, setting);
        if (!later.isEmpty()) {
            return Refusal.of(later);
        }
        return CloneRights.ofTemplates(review, object, facts)
                .orElseGet(() ->
                        new Verdict.Allowed(object, MachineWarnings.of(whole, sized, choices, facts, review.name())));
    }

    /** What KubeVirt looks at once the spec itself is right; the first problem hides the others. */
    private static List<Cause> later(
            Review review, ObjectNode object, VirtualMachineSpec spec, ClusterFacts facts, RuleSetting setting) {
        JsonNode before = review.before();
        boolean sameTemplates = before != null
                && before.path("spec")
                        .path("dataVolumeTemplates")
                        .equals(object.path("spec").path("dataVolumeTemplates"));
        List<Cause> causes = new ArrayList<>(
                sameTemplates ? List.of() : DataVolumeTemplateRules.namespaces(spec, review.namespace()));
        if (causes.isEmpty() && before != null) {
            causes.addAll(MachineFreeze.of(object, before));
        }
        if (causes.isEmpty()) {
            causes.addAll(VolumeRequests.of(review, object, facts, setting));
        }
        return causes;
    }

    /** Judges a write of the status alone. */
    static Verdict ofStatus(Review review, ObjectNode object, ClusterFacts facts) {
        RuleSetting setting =
                new RuleSetting(facts.configuration(), facts.defaultArchitecture(), Writer.isPart(review));
        List<Cause> causes = new ArrayList<>(VolumeRequests.of(review, object, facts, setting));
        if (causes.isEmpty() && review.before() != null) {
            causes.addAll(MachineFreeze.of(object, review.before()));
        }
        Verdict verdict = causes.isEmpty() ? new Verdict.Allowed(null, List.of()) : Refusal.of(causes);
        return verdict instanceof Verdict.Denied denied ? denied.after(object) : verdict;
    }
}
