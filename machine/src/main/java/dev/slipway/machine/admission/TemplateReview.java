package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.CloneRight.Creation;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.template.TemplateTrial;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.Optional;

/**
 * Judges writes of templates and of what asks for one made of a machine. Source: virt-template v0.2.0, {@code internal/webhook} and
 * {@code config/admission}.
 */
final class TemplateReview {
    private static final String TEMPLATES = "template.kubevirt.io";

    private TemplateReview() {}

    /** A template names no parameter that it does not have, and makes a machine if it can be tried. */
    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        if (review.before() != null && review.before().path("spec").equals(object.path("spec"))) {
            // One that was stored unchecked can be labelled, and deleted although it has finalizers.
            return new Verdict.Allowed(null, List.of());
        }
        TemplateTrial trial = TemplateTrial.of(object);
        return trial.problems().isEmpty()
                ? new Verdict.Allowed(null, trial.warnings())
                : Refusal.of(trial.problems().stream()
                        .map(problem -> new Cause(problem.reason(), problem.field(), problem.message()))
                        .toList());
    }

    /**
     * The operator makes the template and its disks, so who asks for it must be allowed to make both, and to use a machine of another
     * namespace.
     */
    static Verdict ofRequest(Review review, ObjectNode object, ClusterFacts facts) {
        if (review.before() != null || Writer.isPart(review)) {
            return new Verdict.Allowed(null, List.of());
        }
        JsonNode machine = object.at("/spec/virtualMachineRef");
        String source = machine.path("namespace").asText("");
        String name = machine.path("name").asText("");
        String target = review.namespace();
        return denied(
                        !source.equals(target),
                        new Creation(TEMPLATES, "virtualmachinetemplaterequests", "source", source, name),
                        "User is not allowed to use VirtualMachine " + source + "/" + name
                                + " as a source for VirtualMachineTemplateRequests",
                        review,
                        facts)
                .or(() -> denied(
                        true,
                        new Creation("cdi.kubevirt.io", "datavolumes", "", target, ""),
                        "User is not allowed to create DataVolumes in namespace " + target,
                        review,
                        facts))
                .or(() -> denied(
                        true,
                        new Creation(TEMPLATES, "virtualmachinetemplates", "", target, ""),
                        "User is not allowed to create VirtualMachineTemplates in namespace " + target,
                        review,
                        facts))
                .orElseGet(() -> new Verdict.Allowed(null, List.of()));
    }

    private static Optional<Verdict> denied(
            boolean asked, Creation creation, String sentence, Review review, ClusterFacts facts) {
        return !asked || facts.mayCreate(review.user(), review.groups(), creation)
                ? Optional.empty()
                : Optional.of(new Verdict.Denied(403, "Forbidden", sentence, List.of()));
    }
}
