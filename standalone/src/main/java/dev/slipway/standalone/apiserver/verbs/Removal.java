package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.kinds.Kinds;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.status.ProblemException;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Delete and deletecollection. */
final class Removal {
    private static final int ATTEMPTS = 20;
    private static final List<String> DONE_PHASES = List.of("Succeeded", "Failed");

    private final ObjectStore store;
    private final Commit commit;
    private final Intake intake;
    private final Clock clock;

    Removal(ObjectStore store, Commit commit, Intake intake, Clock clock) {
        this.store = store;
        this.commit = commit;
        this.intake = intake;
        this.clock = clock;
    }

    Answer delete(Call call) {
        return delete(call, call.key(), Deletion.of(call));
    }

    Answer deleteAll(Call call, List<StoredObject> chosen, ObjectNode listMetadata) {
        Deletion deletion = Deletion.of(call);
        for (StoredObject object : chosen) {
            try {
                delete(call, object.key(), deletion);
            } catch (ProblemException e) {
                if (e.problem().code() != 404) {
                    throw e;
                }
            }
        }
        return new Answer.Many(200, call.type(), listMetadata, chosen);
    }

    private Answer delete(Call call, ObjectKey key, Deletion deletion) {
        ResourceType type = call.type();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StoredObject current = store.get(key)
                    .orElseThrow(() ->
                            Problem.notFound(type.groupResource(), key.name()).exception());
            checkPreconditions(type, current, deletion);
            ObjectNode old = Versions.served(type, current.tree());
            intake.acceptDeletion(call, old, deletion.dryRun());
            ObjectNode next = Tombstone.of(type, old, deletion, graceSeconds(type, old, deletion), clock.instant());
            if (Changing.isGone(next)) {
                Optional<StoredObject> removed =
                        deletion.dryRun() ? Optional.of(current) : commit.remove(type, key, current.revision(), next);
                if (removed.isPresent()) {
                    return gone(type, removed.get(), current.uid());
                }
            } else if (next.equals(old) || deletion.dryRun()) {
                return new Answer.One(200, type, new Document.Unstored(next));
            } else {
                Optional<StoredObject> marked = commit.put(type, key, current.revision(), next);
                if (marked.isPresent()) {
                    boolean explicit =
                            deletion.propagation().isPresent() && call.query().contains("orphanDependents");
                    return new Answer.One(explicit ? 202 : 200, type, new Document.Stored(marked.get()));
                }
            }
        }
        throw Problem.modified(type.groupResource(), key.name()).exception();
    }

    private static void checkPreconditions(ResourceType type, StoredObject current, Deletion deletion) {
        String name = current.key().name();
        deletion.uid().filter(uid -> !uid.equals(current.uid())).ifPresent(uid -> {
            throw Problem.conflict(
                            new GroupResource(type.group(), type.kind()),
                            name,
                            "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
                                    .formatted(uid, current.uid()))
                    .exception();
        });
        String revision = Long.toString(current.revision());
        deletion.resourceVersion().filter(version -> !version.equals(revision)).ifPresent(version -> {
            throw Problem.conflict(
                            new GroupResource(type.group(), type.kind()),
                            name,
                            "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
                                    .formatted(version, revision))
                    .exception();
        });
    }

    /** Only Pods that a node runs end slowly. */
    private static long graceSeconds(ResourceType type, ObjectNode object, Deletion deletion) {
        if (!type.builtIn() || !type.kind().equals("Pod")) {
            return 0;
        }
        boolean runs = !object.path("spec").path("nodeName").asText("").isEmpty()
                && !DONE_PHASES.contains(object.path("status").path("phase").asText());
        if (!runs) {
            return 0;
        }
        long wanted = deletion.graceSeconds()
                .orElse(object.path("spec")
                        .path("terminationGracePeriodSeconds")
                        .asLong(30));
        return wanted < 0 ? 1 : wanted;
    }

    private static Answer gone(ResourceType type, StoredObject removed, String uid) {
        if (Kinds.rules(type).returnsDeleted()) {
            return new Answer.One(200, type, new Document.Stored(removed));
        }
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        ObjectNode details = status.put("status", "Success").putObject("details");
        details.put("name", removed.key().name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural()).put("uid", uid);
        return new Answer.Other(200, status);
    }
}
