package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.kinds.KindRules;
import dev.slipway.standalone.apiserver.kinds.Kinds;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Update, and what all patches have in common with it: from the current object to the next one. */
final class Changing {
    private static final int ATTEMPTS = 20;

    private final ObjectStore store;
    private final Commit commit;
    private final Intake intake;
    private final Creation creation;

    Changing(ObjectStore store, Commit commit, Intake intake, Creation creation) {
        this.store = store;
        this.commit = commit;
        this.intake = intake;
        this.creation = creation;
    }

    Answer update(Call call) {
        WriteOptions options = WriteOptions.of(call, "UpdateOptions");
        ObjectNode object = Body.object(call);
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
            return creation.create(call, options, object);
        }
        if (!absent && Metadata.resourceVersion(object).isEmpty() && !rules.unconditionalUpdate()) {
            Cause cause = Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update");
            throw Problem.invalid(call.type().group(), call.type().plural(), name, List.of(cause))
                    .exception();
        }
        return change(call, options, current -> object.deepCopy());
    }

    /**
     * Changes an object. The mutation sees the current object in the version of the request and returns the wanted one; it
     * runs again if somebody else was faster and the wanted object does not insist on a resourceVersion.
     */
    Answer change(Call call, WriteOptions options, UnaryOperator<ObjectNode> mutation) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StoredObject current = store.get(call.key())
                    .orElseThrow(() -> Problem.notFound(call.type().groupResource(), call.name())
                            .exception());
            ObjectNode old = Versions.served(call.type(), current.tree());
            ObjectNode wanted = mutation.apply(old.deepCopy());
            String insisted = Metadata.resourceVersion(wanted);
            if (!insisted.isEmpty() && !insisted.equals(Long.toString(current.revision()))) {
                throw modified(call);
            }
            Optional<Answer> answer = attempt(call, options, current, old, wanted);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw modified(call);
    }

    private Optional<Answer> attempt(
            Call call, WriteOptions options, StoredObject current, ObjectNode old, ObjectNode wanted) {
        ResourceType type = call.type();
        ObjectNode next = Carried.over(type, call.subresource(), old, wanted);
        next = intake.accept(call, options, next, Optional.of(old));
        Carried.countGeneration(type, old, next);
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

    private static boolean same(ObjectNode old, ObjectNode next) {
        ObjectNode left = old.deepCopy();
        ObjectNode right = next.deepCopy();
        Metadata.of(left).remove("resourceVersion");
        Metadata.of(right).remove("resourceVersion");
        return left.equals(right);
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
