package dev.slipway.operator.template;

import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.api.template.VirtualMachineTemplateRequestStatus;
import dev.slipway.api.template.VirtualMachineTemplateStatus;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.template.TemplateProblem;
import dev.slipway.machine.template.TemplateTrial;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What templates and requests for them say of themselves, in the words of virt-template v0.2.0. */
final class TemplateStatus {
    /** Whether the template can be used. */
    static final String READY = "Ready";

    /** Whether the request is still being carried out. */
    static final String PROGRESSING = "Progressing";

    private static final String RECONCILED = "Reconciled";
    private static final String INVALID = "InvalidConfiguration";

    private TemplateStatus() {}

    /** Returns the status of a template. */
    static VirtualMachineTemplateStatus of(VirtualMachineTemplate template, TemplateTrial trial, Instant now) {
        List<Condition> before = Optional.ofNullable(template.getStatus())
                .map(VirtualMachineTemplateStatus::conditions)
                .orElse(List.of());
        boolean usable = trial.problems().isEmpty();
        return new VirtualMachineTemplateStatus(
                List.of(condition(
                        template,
                        before,
                        READY,
                        usable,
                        usable ? RECONCILED : INVALID,
                        usable
                                ? "VirtualMachineTemplate is ready to be processed"
                                : trial.problems().stream()
                                        .map(TemplateProblem::sentence)
                                        .collect(Collectors.joining(" ")),
                        now)),
                null);
    }

    /** Returns the status of a request that is this far. */
    static VirtualMachineTemplateRequestStatus of(TemplateRequestScope scope, TemplateStage stage) {
        return switch (stage) {
            case TemplateStage.Begun _ -> status(scope, false, "Reconciling", "", true, "Reconciling");
            case TemplateStage.Waits waits -> status(scope, false, "Waiting", waits.sentence(), true, "Waiting");
            case TemplateStage.Refused refused ->
                status(scope, false, "Failed", refused.sentence(), true, "Reconciling");
            case TemplateStage.Invalid invalid -> status(scope, false, INVALID, invalid.sentence(), false, INVALID);
            case TemplateStage.Failed failed -> status(scope, false, "Failed", failed.sentence(), false, "Failed");
            case TemplateStage.Ready ready -> status(scope, true, RECONCILED, ready.sentence(), false, RECONCILED);
        };
    }

    private static VirtualMachineTemplateRequestStatus status(
            TemplateRequestScope scope,
            boolean ready,
            String reason,
            String message,
            boolean progressing,
            String progress) {
        List<Condition> before = Optional.ofNullable(scope.request().getStatus())
                .map(VirtualMachineTemplateRequestStatus::conditions)
                .orElse(List.of());
        return new VirtualMachineTemplateRequestStatus(
                List.of(
                        condition(scope.request(), before, READY, ready, reason, message, scope.now()),
                        condition(scope.request(), before, PROGRESSING, progressing, progress, "", scope.now())),
                scope.template()
                        .filter(scope::isOwn)
                        .map(template ->
                                new LocalObjectReference(template.getMetadata().getName()))
                        .orElse(null),
                null);
    }

    private static Condition condition(
            HasMetadata object,
            List<Condition> before,
            String type,
            boolean holds,
            String reason,
            String message,
            Instant now) {
        String status = holds ? "True" : "False";
        String turned = before.stream()
                .filter(condition -> type.equals(condition.getType()) && status.equals(condition.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElseGet(() -> Timestamps.format(now));
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withObservedGeneration(object.getMetadata().getGeneration())
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(turned)
                .build();
    }
}
