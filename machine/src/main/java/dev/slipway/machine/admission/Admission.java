package dev.slipway.machine.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.defaults.InstanceDefaults;
import dev.slipway.machine.defaults.MachineDefaults;
import dev.slipway.machine.validate.InstanceRules;
import dev.slipway.machine.validate.MachineRules;
import dev.slipway.machine.validate.RuleSetting;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Answers every write of a kind that Slipway rules over; others pass untouched. */
public final class Admission {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Admission() {}

    /** Completes the object of {@code review} or refuses it with every cause. */
    public static Verdict review(Review review, ClusterFacts facts) {
        JsonNode object = review.object();
        if (isDataVolume(review) && object instanceof ObjectNode volume) {
            return dataVolume(review, volume.deepCopy(), facts);
        }
        boolean ruled =
                review.group().equals("kubevirt.io") && review.subresource().isEmpty();
        if (!ruled || !(object instanceof ObjectNode whole) || review.operation() == Review.Operation.DELETE) {
            return new Verdict.Allowed(null, List.of());
        }
        Optional<Cause> amount = QuantityForm.firstWrong(whole.path("spec"), "spec");
        if (amount.isPresent()) {
            return new Verdict.Denied(400, "BadRequest", amount.get().message(), List.of(amount.get()));
        }
        try {
            return switch (review.resource()) {
                case "virtualmachines" -> machine(review, whole.deepCopy(), facts);
                case "virtualmachineinstances" -> instance(review, whole.deepCopy(), facts);
                default -> new Verdict.Allowed(null, List.of());
            };
        } catch (JsonProcessingException e) {
            return unreadable(review, e);
        }
    }

    private static Verdict machine(Review review, ObjectNode object, ClusterFacts facts)
            throws JsonProcessingException {
        if (object.path("spec").isObject()) {
            VirtualMachineSpec spec = JSON.treeToValue(object.get("spec"), VirtualMachineSpec.class);
            boolean created = review.operation() == Review.Operation.CREATE;
            VirtualMachineSpec complete = MachineDefaults.complete(
                    spec, created, facts.configuration(), facts.defaultArchitecture(), facts::randomUuid);
            object.set("spec", JSON.valueToTree(complete));
            RuleSetting setting = new RuleSetting(
                    facts.configuration(),
                    complete.template() == null || complete.template().spec() == null
                            ? facts.defaultArchitecture()
                            : Objects.requireNonNullElse(
                                    complete.template().spec().architecture(), facts.defaultArchitecture()),
                    true);
            List<Cause> causes = MachineRules.of(complete, review.namespace(), setting);
            if (!causes.isEmpty()) {
                return refused(causes);
            }
        }
        return cloneRights(review, object, facts).orElseGet(() -> new Verdict.Allowed(object, List.of()));
    }

    private static boolean isDataVolume(Review review) {
        return review.group().equals("cdi.kubevirt.io")
                && review.resource().equals("datavolumes")
                && review.subresource().isEmpty()
                && review.operation() != Review.Operation.DELETE;
    }

    private static Verdict dataVolume(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode before = review.before();
        if (review.operation() == Review.Operation.UPDATE && before != null) {
            if (!object.path("spec").equals(before.path("spec"))) {
                return refused(
                        List.of(new Cause("FieldValueDuplicate", "DataVolume.Spec", "Cannot update DataVolume Spec")));
            }
            CloneRights.keep(object, before);
            return new Verdict.Allowed(object, List.of());
        }
        return CloneRights.mark(review, object, List.of(object.path("spec")), facts)
                .orElseGet(() -> new Verdict.Allowed(object, List.of()));
    }

    /** Who changes the DataVolumes of a virtual machine must be allowed to clone what they name. */
    private static Optional<Verdict> cloneRights(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode before = review.before();
        JsonNode templates = object.at("/spec/dataVolumeTemplates");
        if (before != null && templates.equals(before.at("/spec/dataVolumeTemplates"))) {
            CloneRights.keep(object, before);
            return Optional.empty();
        }
        List<JsonNode> specs = StreamSupport.stream(templates.spliterator(), false)
                .map(template -> template.path("spec"))
                .toList();
        return CloneRights.mark(review, object, specs, facts);
    }

    private static Verdict refused(List<Cause> causes) {
        return new Verdict.Denied(
                422, "Invalid", causes.stream().map(Cause::message).collect(Collectors.joining(" ")), causes);
    }

    private static Verdict instance(Review review, ObjectNode object, ClusterFacts facts)
            throws JsonProcessingException {
        if (object.path("spec").isObject() && review.operation() == Review.Operation.CREATE) {
            VirtualMachineInstanceSpec spec = JSON.treeToValue(object.get("spec"), VirtualMachineInstanceSpec.class);
            VirtualMachineInstanceSpec complete = InstanceDefaults.complete(
                    spec, facts.configuration(), facts.defaultArchitecture(), facts::randomUuid);
            object.set("spec", JSON.valueToTree(complete));
            RuleSetting setting = new RuleSetting(
                    facts.configuration(),
                    Objects.requireNonNullElse(complete.architecture(), facts.defaultArchitecture()),
                    false);
            List<Cause> causes = InstanceRules.of(complete, "spec", setting);
            if (!causes.isEmpty()) {
                return refused(causes);
            }
            InstanceBirth.mark(object, complete, KubeVirtNames.VMI_FINALIZER);
        }
        return new Verdict.Allowed(object, List.of());
    }

    private static Verdict unreadable(Review review, JsonProcessingException problem) {
        String field = problem instanceof JsonMappingException mapping
                ? mapping.getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining("", "spec", ""))
                : "spec";
        String message = field + " cannot be read: "
                + Objects.requireNonNullElse(
                        problem.getOriginalMessage(), "it is not of the type that the API has here")
                + ". Give it the type that kubectl explain " + review.resource() + " names.";
        return new Verdict.Denied(400, "BadRequest", message, List.of(new Cause("FieldValueInvalid", field, message)));
    }
}
