package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.fields.FieldOwnership;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.kinds.KindRules;
import dev.slipway.standalone.apiserver.kinds.Kinds;
import dev.slipway.standalone.apiserver.kinds.WithoutEffect;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.store.Write;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/** Create. */
final class Creation {
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int SUFFIX_LENGTH = 5;
    private static final int LONGEST_PREFIX = 63 - SUFFIX_LENGTH;

    private final ObjectStore store;
    private final Commit commit;
    private final Intake intake;
    private final Namespaces namespaces;
    private final Clock clock;

    Creation(ObjectStore store, Commit commit, Intake intake, Clock clock) {
        this.store = store;
        this.commit = commit;
        this.intake = intake;
        this.namespaces = new Namespaces(store);
        this.clock = clock;
    }

    Answer create(Call call) {
        WriteOptions options = WriteOptions.of(call, "CreateOptions");
        ObjectNode object = Body.object(call);
        StrictDecoding.report(call, options, intake.shape(call.type(), object), true);
        return create(call, options, object, next -> ownership(call, options).recordUpdate(Json.object(), next));
    }

    private FieldOwnership ownership(Call call, WriteOptions options) {
        return new FieldOwnership(
                call.type(), intake.schema(call.type()), call.subresource(), options.fieldManager(), clock.instant());
    }

    /** Creates an object that was read already, and lets its fields be recorded when it is complete. */
    Answer create(Call call, WriteOptions options, ObjectNode object, Consumer<ObjectNode> recorder) {
        ResourceType type = call.type();
        place(call, object);
        begin(type, object);
        WithoutEffect.warning(type, object).ifPresent(call::warn);
        if (type.namespaced()) {
            namespaces.check(type.groupResource(), call.namespace(), Metadata.name(object));
        }
        ObjectNode accepted = intake.accept(call, options, object, Optional.empty());
        recorder.accept(accepted);
        ObjectKey key =
                new ObjectKey(type.storedAs(), type.namespaced() ? call.namespace() : "", Metadata.name(accepted));
        if (options.dryRun()) {
            if (store.get(key).isPresent()) {
                throw Problem.alreadyExists(type.groupResource(), key.name()).exception();
            }
            return new Answer.One(201, type, new Document.Unstored(accepted));
        }
        StoredObject stored = commit.put(type, key, Write.ABSENT, accepted)
                .orElseThrow(() ->
                        Problem.alreadyExists(type.groupResource(), key.name()).exception());
        return new Answer.One(201, type, new Document.Stored(stored));
    }

    /** Gives the object the namespace of the path and a name. */
    private static void place(Call call, ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        String namespace = Metadata.namespace(object);
        if (call.type().namespaced()) {
            if (call.namespace().isEmpty()) {
                throw Problem.methodNotAllowed().exception();
            }
            if (!namespace.isEmpty() && !namespace.equals(call.namespace())) {
                throw Problem.badRequest(
                                "the namespace of the provided object does not match the namespace sent on the request")
                        .exception();
            }
            metadata.put("namespace", call.namespace());
        } else {
            metadata.remove("namespace");
        }
        if (!call.name().isEmpty()
                && !Metadata.name(object).isEmpty()
                && !call.name().equals(Metadata.name(object))) {
            throw Problem.badRequest("the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(Metadata.name(object), call.name()))
                    .exception();
        }
        String prefix = metadata.path("generateName").asText("");
        if (Metadata.name(object).isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", generate(prefix));
        }
        if (Metadata.name(object).isEmpty()) {
            Cause cause = Cause.required("metadata.name", "name or generateName is required");
            throw Problem.invalid(call.type().group(), call.type().kind(), "", List.of(cause))
                    .exception();
        }
    }

    private void begin(ResourceType type, ObjectNode object) {
        ObjectNode metadata = Metadata.of(object);
        if (!Metadata.resourceVersion(object).isEmpty()) {
            throw Problem.plain(500, "resourceVersion should not be set on objects to be created")
                    .exception();
        }
        metadata.remove(List.of(
                "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation", "resourceVersion"));
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", Metadata.time(clock.instant()));
        KindRules rules = Kinds.rules(type);
        if (rules.generation()) {
            metadata.put("generation", 1);
        }
        if (type.subresources().contains("status")) {
            object.remove("status");
        }
    }

    private static String generate(String prefix) {
        StringBuilder name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)));
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            name.append(SUFFIX_LETTERS.charAt(ThreadLocalRandom.current().nextInt(SUFFIX_LETTERS.length())));
        }
        return name.toString();
    }
}
