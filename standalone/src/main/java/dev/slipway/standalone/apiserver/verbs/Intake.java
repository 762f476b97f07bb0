package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.admission.Admission.Operation;
import dev.slipway.standalone.apiserver.admission.Admission.Verdict;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.kinds.KindRules;
import dev.slipway.standalone.apiserver.kinds.Kinds;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.schema.Defaulting;
import dev.slipway.standalone.apiserver.schema.JsonTypes;
import dev.slipway.standalone.apiserver.schema.ObjectMeta;
import dev.slipway.standalone.apiserver.schema.Omissions;
import dev.slipway.standalone.apiserver.schema.Pruning;
import dev.slipway.standalone.apiserver.schema.RuleCheck;
import dev.slipway.standalone.apiserver.schema.Schema;
import dev.slipway.standalone.apiserver.schema.Schemas;
import dev.slipway.standalone.apiserver.schema.Validation;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What every object passes before it is stored, in the order of kube-apiserver: defaults, admission (which may change it),
 * defaults again, checks. Schema problems hide the ones that admission finds.
 */
final class Intake {
    private final Admission admission;
    private final Schemas schemas = new Schemas();

    Intake(Admission admission) {
        this.admission = admission;
    }

    Schema schema(ResourceType type) {
        return schemas.of(type);
    }

    /** Drops what the schema does not know and fills in its defaults; returns the paths of what was dropped. */
    List<String> shape(ResourceType type, ObjectNode object) {
        Schema schema = schemas.of(type);
        if (type.builtIn()) {
            Omissions.apply(schema, object);
            JsonTypes.mismatch(schema, object, type.kind()).ifPresent(wrong -> {
                throw Problem.badRequest("%s in version \"%s\" cannot be handled as a %s: %s"
                                .formatted(type.kind(), type.version(), type.kind(), wrong))
                        .exception();
            });
        }
        Omissions.apply(ObjectMeta.SCHEMA, object.path("metadata"));
        List<String> unknown = Pruning.prune(schema, object);
        Defaulting.fill(schema, object);
        return unknown;
    }

    /** Returns the object as it may be stored. */
    ObjectNode accept(Call call, WriteOptions options, ObjectNode object, Optional<ObjectNode> old) {
        return accept(call, options, object, old, Optional.empty());
    }

    /** @param view what admission is shown instead of the whole object; what it changes there changes the object */
    ObjectNode accept(
            Call call, WriteOptions options, ObjectNode object, Optional<ObjectNode> old, Optional<ScaleView> view) {
        KindRules rules = Kinds.rules(call.type());
        rules.defaults().accept(object);
        Operation operation = old.isPresent() ? Operation.UPDATE : Operation.CREATE;
        ObjectNode admitted = object;
        Optional<ObjectNode> shown = view.map(part -> part.of(object)).or(() -> Optional.of(object));
        Optional<ObjectNode> before =
                old.map(former -> view.map(part -> part.of(former)).orElse(former));
        switch (review(call, operation, shown, before, options.dryRun())) {
            case Verdict.Allowed allowed -> {
                allowed.warnings().forEach(call::warn);
                admitted = view.map(part -> part.with(object, allowed.object())).orElseGet(allowed::object);
                shape(call.type(), admitted);
                rules.defaults().accept(admitted);
            }
            case Verdict.Denied denied -> {
                denied.completed().ifPresent(completed -> {
                    shape(call.type(), completed);
                    rules.defaults().accept(completed);
                    check(call, rules, completed, old);
                });
                throw refusal(call, denied).exception();
            }
        }
        check(call, rules, admitted, old);
        return admitted;
    }

    /** Asks whether something may be posted that is no object of the type, e.g. an Eviction. */
    void admit(Call call, WriteOptions options, ObjectNode posted) {
        switch (review(call, Operation.CREATE, Optional.of(posted), Optional.empty(), options.dryRun())) {
            case Verdict.Allowed allowed -> allowed.warnings().forEach(call::warn);
            case Verdict.Denied denied -> throw refusal(call, denied).exception();
        }
    }

    /** Asks whether an object may go. */
    void acceptDeletion(Call call, ObjectNode object, boolean dryRun) {
        Verdict verdict = review(call, Operation.DELETE, Optional.empty(), Optional.of(object), dryRun);
        switch (verdict) {
            case Verdict.Allowed allowed -> allowed.warnings().forEach(call::warn);
            case Verdict.Denied denied -> throw refusal(call, denied).exception();
        }
    }

    private Verdict review(
            Call call, Operation operation, Optional<ObjectNode> object, Optional<ObjectNode> old, boolean dryRun) {
        ResourceType type = call.type();
        return admission.review(new Admission.Review(
                operation,
                type.groupResource(),
                type.apiVersion(),
                type.kind(),
                call.subresource(),
                call.namespace(),
                object.or(() -> old).map(Metadata::name).orElse(call.name()),
                call.caller(),
                object.map(ObjectNode::deepCopy),
                old.map(ObjectNode::deepCopy),
                dryRun));
    }

    private void check(Call call, KindRules rules, ObjectNode object, Optional<ObjectNode> old) {
        ResourceType type = call.type();
        List<Cause> causes = new ArrayList<>();
        if (old.isEmpty()) {
            rules.names().refuse("metadata.name", Metadata.name(object)).ifPresent(causes::add);
        }
        causes.addAll(MetadataChecks.problems(object));
        if (!type.builtIn()) {
            causes.addAll(Validation.problems(schemas.of(type), object));
            causes.addAll(ScaleChecks.problems(type, object));
            if (schemas.haveRules(type)) {
                causes.addAll(RuleCheck.problems(schemas.of(type), object, old, causes));
            }
        }
        if (call.subresource().isEmpty()) {
            causes.addAll(rules.checks().find(object, old));
        }
        if (!causes.isEmpty()) {
            throw Problem.invalid(type.group(), type.kind(), Metadata.name(object), causes)
                    .exception();
        }
    }

    private static Problem refusal(Call call, Verdict.Denied denied) {
        denied.warnings().forEach(call::warn);
        return denied.details()
                .map(details -> new Problem(denied.code(), denied.reason(), denied.message(), details))
                .orElseGet(() -> Problem.denied(denied.code(), denied.reason(), denied.message(), denied.causes()));
    }
}
