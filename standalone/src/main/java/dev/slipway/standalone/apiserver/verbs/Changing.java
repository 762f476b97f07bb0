package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.fields.FieldOwnership;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.kinds.KindRules;
import dev.slipway.standalone.apiserver.kinds.Kinds;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** Update, and what all patches have in common with it: from the current object to the next one. */
final class Changing {
    private static final int ATTEMPTS = 20;

    private final ObjectStore store;
    private final Commit commit;
    private final Intake intake;
    private final Creation creation;
    private final Clock clock;

    Changing(ObjectStore store, Commit commit, Intake intake, Creation creation, Clock clock) {
        this.store = store;
        this.commit = commit;
        this.intake = intake;
        this.creation = creation;
        this.clock = clock;
    }

    Answer update(Call call) {
        WriteOptions options = WriteOptions.of(call, "UpdateOptions");
        ObjectNode object = Body.object(call);
        StrictDecoding.report(call, options, intake.shape(call.type(), object), true);
        String name = Metadata.name(object);
        if (!name.equals(call.name())) {
            String why = name.isEmpty()
                    ? "the name of the object (based on URL) was undeterminable: name must be provided"
                    : "the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(name, call.name());
            throw Problem.badRequest(why).exception();
        }
        KindRules rules = Kinds.rules(call.type());
        boolean absent = store.get(call.key()).isEmpty();
        if (absent && rules.createOnUpdate() && call.subresource().isEmpty()) {
            Metadata.of(object).remove("resourceVersion");
            return creation.create(
                    call, options, object, next -> ownership(call, options).recordUpdate(Json.object(), next));
        }
        if (!absent && Metadata.resourceVersion(object).isEmpty() && !rules.unconditionalUpdate()) {
            Cause cause = Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update");
            throw Problem.invalid(call.type().group(), call.type().plural(), name, List.of(cause))
                    .exception();
        }
        return change(call, options, recorded(call, options, current -> object.deepCopy()));
    }

    FieldOwnership ownership(Call call, WriteOptions options) {
        return new FieldOwnership(
                call.type(), intake.schema(call.type()), call.subresource(), options.fieldManager(), clock.instant());
    }

    /** A change whose fields are recorded when the next state is complete. */
    Change recorded(Call call, WriteOptions options, UnaryOperator<ObjectNode> mutation) {
        return new Change(mutation, (old, next) -> ownership(call, options).recordUpdate(old, next));
    }

    /**
     * How an object changes.
     *
     * @param mutation from the current object to the wanted one
     * @param recorder puts managedFields into the next state, given the old one
     * @param view what admission is shown of it; absent: all
     */
    record Change(
            UnaryOperator<ObjectNode> mutation, BiConsumer<ObjectNode, ObjectNode> recorder, Optional<ScaleView> view) {
        Change(UnaryOperator<ObjectNode> mutation, BiConsumer<ObjectNode, ObjectNode> recorder) {
            this(mutation, recorder, Optional.empty());
        }
    }

    /**
     * Changes an object. The mutation sees the current object in the version of the request and returns the wanted one; it
     * runs again if somebody else was faster and the wanted object does not insist on a resourceVersion.
     */
    Answer change(Call call, WriteOptions options, Change change) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StoredObject current = store.get(call.key())
                    .orElseThrow(() -> Problem.notFound(call.type().groupResource(), call.name())
                            .exception());
            ObjectNode old = Versions.served(call.type(), current.tree());
            ObjectNode wanted = change.mutation().apply(old.deepCopy());
            String insisted = Metadata.resourceVersion(wanted);
            if (!insisted.isEmpty() && !insisted.equals(Long.toString(current.revision()))) {
                throw modified(call);
            }
            Optional<Answer> answer = attempt(call, options, current, old, wanted, change);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw modified(call);
    }

    private Optional<Answer> attempt(
            Call call, WriteOptions options, StoredObject current, ObjectNode old, ObjectNode wanted, Change change) {
        ResourceType type = call.type();
        ObjectNode next = Carried.over(type, call.subresource(), old, wanted);
        next = intake.accept(call, options, next, Optional.of(old), change.view());
        if (!call.subresource().equals("binding")) {
            Carried.countGeneration(type, old, next);
        }
        change.recorder().accept(old, next);
        if (same(old, next)) {
            return Optional.of(new Answer.One(200, type, new Document.Stored(current)));
        }
        if (options.dryRun()) {
            return Optional.of(new Answer.One(200, type, new Document.Unstored(next)));
        }
        Optional<StoredObject> stored = isGone(next)
                ? commit.remove(type, call.key(), current.revision(), next)
                : commit.put(type, call.key(), current.revision(), next);
        return stored.map(object -> new Answer.One(200, type, new Document.Stored(object)));
    }

    /** A write that changes nothing is none; that somebody else now owns a field is a change. */
    private static boolean same(ObjectNode old, ObjectNode next) {
        return Json.equal(withoutOwners(old), withoutOwners(next))
                && FieldOwnership.timeless(old).equals(FieldOwnership.timeless(next));
    }

    private static ObjectNode withoutOwners(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        Metadata.of(copy).remove(List.of("resourceVersion", "managedFields"));
        return copy;
    }

    /** A deleted object goes with its last finalizer; a Pod also needs its kubelet to end its grace period. */
    static boolean isGone(JsonNode object) {
        return Metadata.isDeleting(object)
                && Metadata.finalizers(object).isEmpty()
                && object.path("metadata").path("deletionGracePeriodSeconds").asLong() == 0
                && !hasNamespaceFinalizer(object);
    }

    private static boolean hasNamespaceFinalizer(JsonNode object) {
        return object.path("kind").asText().equals("Namespace")
                && !object.path("spec").path("finalizers").isEmpty();
    }

    private static RuntimeException modified(Call call) {
        return Problem.modified(call.type().groupResource(), call.name()).exception();
    }
}
