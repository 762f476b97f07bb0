package dev.slipway.standalone.apiserver.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A wish to change one object, good only while the object is as the caller saw it. */
public sealed interface Write {
    /** The revision that says "there must be no such object". */
    long ABSENT = 0;

    ObjectKey key();

    /** Returns the revision that the object must have now, or {@link #ABSENT}. */
    long expected();

    /** @param object the whole new state; its resourceVersion is replaced */
    record Put(ObjectKey key, long expected, ObjectNode object) implements Write {}

    /** @param object the last state, as watchers see it */
    record Remove(ObjectKey key, long expected, ObjectNode object) implements Write {}

    /** What became of a wish. */
    sealed interface Outcome {
        /** The write is durable. */
        record Done(StoredObject object) implements Outcome {}

        /** Somebody was faster; nothing was written. */
        record Stale() implements Outcome {}
    }
}
