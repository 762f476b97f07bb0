package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.verbs.Deletion.Propagation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An object that is marked as deleted; the decision how. */
final class Tombstone {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private Tombstone() {}

    /** Returns the object as the deletion leaves it; an earlier deletion is only ever shortened. */
    static ObjectNode of(ResourceType type, ObjectNode old, Deletion deletion, long graceSeconds, Instant now) {
        ObjectNode next = old.deepCopy();
        Metadata.setFinalizers(next, finalizers(Metadata.finalizers(old), deletion.propagation()));
        ObjectNode metadata = Metadata.of(next);
        boolean again = Metadata.isDeleting(old);
        long granted = metadata.path("deletionGracePeriodSeconds").asLong();
        if (!again || graceSeconds < granted) {
            Instant from = again
                    ? Instant.parse(metadata.path("deletionTimestamp").asText()).minusSeconds(granted)
                    : now;
            metadata.put("deletionTimestamp", Metadata.time(from.plusSeconds(graceSeconds)));
            metadata.put("deletionGracePeriodSeconds", graceSeconds);
        }
        if (!again && metadata.has("generation")) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        if (type.builtIn() && type.kind().equals("Namespace")) {
            next.withObjectProperty("status").put("phase", "Terminating");
            metadata.remove("deletionGracePeriodSeconds");
        }
        return next;
    }

    private static List<String> finalizers(List<String> present, Optional<Propagation> propagation) {
        if (propagation.isEmpty()) {
            return present;
        }
        List<String> finalizers = new ArrayList<>(present);
        finalizers.removeAll(List.of(FOREGROUND, ORPHAN));
        switch (propagation.get()) {
            case FOREGROUND -> finalizers.add(FOREGROUND);
            case ORPHAN -> finalizers.add(ORPHAN);
            case BACKGROUND -> {}
        }
        return finalizers;
    }
}
