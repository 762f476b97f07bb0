package dev.slipway.standalone.apiserver.store;

import java.util.Optional;

/**
 * What one write did to one object.
 *
 * @param kind what happened
 * @param object the new state; of a deletion the last one, under the revision of the deletion
 * @param previous the state before, absent for a creation
 */
public record Change(Kind kind, StoredObject object, Optional<StoredObject> previous) {
    /** What a write did. */
    public enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    public long revision() {
        return object.revision();
    }
}
