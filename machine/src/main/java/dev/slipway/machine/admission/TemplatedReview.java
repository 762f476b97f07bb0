package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.types.TypeCheck;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.DiscontinuedRules;
import dev.slipway.machine.validate.InstanceRules;
import dev.slipway.machine.validate.LabelRules;
import dev.slipway.machine.validate.MachineRules;
import dev.slipway.machine.validate.PresetRules;
import dev.slipway.machine.validate.RuleSetting;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges the kinds that hold templates of machines: replica sets, pools and presets. Templates are judged as they are,
 * without defaults. Source: KubeVirt v1.9.0, {@code vmirs-admitter.go}, {@code vmpool-admitter.go}, {@code vmi-preset-admitter.go}.
 */
final class TemplatedReview {
    private TemplatedReview() {}

    static Verdict ofReplicaSet(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> mismatch = SpecReader.mismatch("VirtualMachineInstanceReplicaSetSpec", object);
        if (mismatch.isPresent()) {
            return mismatch.get();
        }
        JsonNode spec = object.path("spec");
        VirtualMachineInstanceSpec template =
                SpecReader.read(spec.path("template").path("spec"), VirtualMachineInstanceSpec.class);
        ObjectMeta metadata = new ObjectMeta();
        metadata.setLabels(texts(spec.at("/template/metadata/labels")));
        metadata.setAnnotations(texts(spec.at("/template/metadata/annotations")));
        List<Cause> causes = new ArrayList<>(InstanceRules.of(template, "spec.template.spec", setting(review, facts)));
        causes.addAll(InstanceRules.ofTemplate(template, metadata, "spec.template.metadata", setting(review, facts)));
        causes.addAll(selector(spec.path("selector"), spec.path("template")));
        causes.addAll(gone(review, template, facts));
        return verdict(causes);
    }

    static Verdict ofPreset(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> mismatch = SpecReader.mismatch("VirtualMachineInstancePresetSpec", object);
        if (mismatch.isPresent()) {
            return mismatch.get();
        }
        JsonNode domain = object.path("spec").path("domain");
        return verdict(PresetRules.of(domain.isObject() ? SpecReader.read(domain, DomainSpec.class) : null));
    }

    static Verdict ofPool(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        JsonNode template = spec.path("virtualMachineTemplate");
        if (!template.path("spec").isObject()) {
            return Refusal.of(List.of(new Cause(
                    "FieldValueRequired",
                    "spec.template",
                    "spec.virtualMachineTemplate is missing. Add the machine's description there.")));
        }
        Optional<Verdict> unreadable = SpecReader.unreadable("VirtualMachinePoolSpec", spec);
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        TypeCheck.Findings findings =
                TypeCheck.of("VirtualMachineSpec", template.get("spec"), "spec.virtualMachineTemplate.spec");
        if (!findings.values().isEmpty()) {
            return Refusal.bad(String.join(" ", findings.values()));
        }
        if (!findings.schema().isEmpty()) {
            return new Verdict.Allowed(null, List.of()); // the CustomResourceDefinition refuses it
        }
        VirtualMachineSpec machine = SpecReader.read(template.get("spec"), VirtualMachineSpec.class);
        List<Cause> causes =
                new ArrayList<>(MachineRules.of(machine, "spec.virtualMachineTemplate.spec", setting(review, facts)));
        causes.addAll(selector(spec.path("selector"), template));
        causes.addAll(unavailable(spec.path("maxUnavailable")));
        causes.addAll(oneStrategy(spec.path("updateStrategy"), "spec.updateStrategy"));
        causes.addAll(oneStrategy(spec.path("scaleInStrategy"), "spec.scaleInStrategy"));
        JsonNode before = review.before();
        if (before != null && !SameMeaning.of(before.path("spec").path("selector"), spec.path("selector"))) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    "spec.selector",
                    "The selector of a pool cannot change, since it tells which machines are its own. Make a"
                            + " new pool."));
        }
        var instance = machine.template();
        causes.addAll(gone(review, instance == null ? null : instance.spec(), facts));
        if (!causes.isEmpty()) {
            return Refusal.of(causes);
        }
        return CloneRights.ofPool(review, object, facts).orElseGet(() -> new Verdict.Allowed(object, List.of()));
    }

    private static List<Cause> gone(Review review, @Nullable VirtualMachineInstanceSpec template, ClusterFacts facts) {
        var domain = template == null ? null : template.domain();
        return review.before() == null && domain != null
                ? DiscontinuedRules.gated(domain.devices(), facts.configuration())
                : List.of();
    }

    private static Map<String, String> texts(JsonNode given) {
        Map<String, String> texts = new HashMap<>();
        given.properties()
                .forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
        return texts;
    }

    private static RuleSetting setting(Review review, ClusterFacts facts) {
        return new RuleSetting(facts.configuration(), facts.defaultArchitecture(), Writer.isPart(review));
    }

    private static Verdict verdict(List<Cause> causes) {
        return causes.isEmpty() ? new Verdict.Allowed(null, List.of()) : Refusal.of(causes);
    }

    private static List<Cause> selector(JsonNode selector, JsonNode template) {
        boolean malformed = selector.isObject()
                && !LabelRules.ofSelector(SpecReader.read(selector, LabelSelector.class), "spec.selector")
                        .isEmpty();
        boolean matches = selector.isObject()
                && LabelMatch.of(selector, template.path("metadata").path("labels"));
        if (!malformed && matches) {
            return List.of();
        }
        return List.of(new Cause(
                "FieldValueInvalid",
                "spec.selector",
                malformed
                        ? "spec.selector is malformed. Use matchLabels, or matchExpressions with In, NotIn, Exists or"
                                + " DoesNotExist."
                        : "spec.selector does not match the labels of the template. Give the template the same"
                                + " labels."));
    }

    private static List<Cause> unavailable(JsonNode given) {
        boolean right;
        if (given.isMissingNode() || given.isNull()) {
            right = true;
        } else if (given.isNumber()) {
            right = given.asLong() > 0;
        } else {
            right = given.asText().matches("\\+?0*([1-9]\\d?|100)%");
        }
        return right
                ? List.of()
                : List.of(new Cause(
                        "FieldValueInvalid",
                        "spec.maxUnavailable",
                        "spec.maxUnavailable is '" + given.asText()
                                + "'. Use a number above 0, or a share from 1% to 100%."));
    }

    private static List<Cause> oneStrategy(JsonNode strategy, String field) {
        long given = Stream.of("unmanaged", "opportunistic", "proactive")
                .filter(strategy::hasNonNull)
                .count();
        return given > 1
                ? List.of(new Cause(
                        "FieldValueInvalid",
                        field,
                        field + " has several strategies. Keep one of unmanaged, opportunistic, proactive."))
                : List.of();
    }
}
