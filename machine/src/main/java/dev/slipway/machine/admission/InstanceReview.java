package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.defaults.InstanceDefaults;
import dev.slipway.machine.defaults.NetworkDefaults;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.StoredForm;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.InstanceRules;
import dev.slipway.machine.validate.RuleSetting;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges writes of VirtualMachineInstances. Source: KubeVirt v1.9.0, {@code vmi-mutator.go}, {@code vmi-create-admitter.go}. */
final class InstanceReview {
    private static final String TYPE = "VirtualMachineInstanceSpec";

    private InstanceReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> mismatch = SpecReader.mismatch(TYPE, object);
        if (mismatch.isPresent()) {
            return mismatch.get();
        }
        return review.before() == null
                ? created(review, object, facts)
                : changed(review, object, review.before(), facts);
    }

    private static Verdict changed(Review review, ObjectNode object, JsonNode before, ClusterFacts facts) {
        Verdict verdict = InstanceChange.of(review, object, before, facts);
        return verdict instanceof Verdict.Denied denied ? denied.after(object) : verdict;
    }

    private static Verdict created(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> clash = Presets.apply(object, review.namespace(), facts);
        if (clash.isPresent()) {
            return clash.get();
        }
        VirtualMachineInstanceSpec spec = SpecReader.read(object.get("spec"), VirtualMachineInstanceSpec.class);
        Optional<String> unwired = NetworkDefaults.obstacle(spec, facts.configuration());
        if (unwired.isPresent()) {
            return Refusal.bad(unwired.get());
        }
        VirtualMachineInstanceSpec complete =
                InstanceDefaults.complete(spec, facts.configuration(), facts.defaultArchitecture(), facts::randomUuid);
        ObjectMeta metadata = object.path("metadata").isObject()
                ? SpecReader.read(object.path("metadata"), ObjectMeta.class)
                : new ObjectMeta();
        RuleSetting setting =
                new RuleSetting(facts.configuration(), facts.defaultArchitecture(), Writer.isPart(review));
        List<Cause> causes = InstanceRules.ofInstance(complete, metadata, setting);
        object.set("spec", StoredForm.of(TYPE, SpecReader.write(complete)));
        if (!causes.isEmpty()) {
            return Refusal.of(causes).after(object);
        }
        InstanceBirth.mark(object, complete, facts.configuration(), KubeVirtNames.VMI_FINALIZER);
        List<String> warnings = new ArrayList<>(Presets.warnings(object));
        MachineWarnings.rehearsed(complete, metadata)
                .forEach(sentence -> warnings.add("The instance will not start: " + sentence));
        return new Verdict.Allowed(object, warnings);
    }
}
