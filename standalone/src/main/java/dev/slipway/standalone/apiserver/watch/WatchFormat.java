package dev.slipway.standalone.apiserver.watch;

import dev.slipway.standalone.apiserver.store.StoredObject;

/** The form in which a watcher wants objects: whole, as a table row, or only their metadata. */
public interface WatchFormat {
    /** Returns the JSON of one object in an event. */
    byte[] object(StoredObject object);

    /** Returns the JSON of a bookmark. */
    byte[] bookmark(long revision, boolean initialEventsEnd);
}
