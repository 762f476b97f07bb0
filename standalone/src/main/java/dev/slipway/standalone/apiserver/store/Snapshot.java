package dev.slipway.standalone.apiserver.store;

import java.util.List;

/**
 * The objects of one resource (and perhaps one namespace) at one revision, in the order of their keys.
 *
 * @param revision the revision that the whole list shows
 * @param objects unmodifiable
 */
public record Snapshot(long revision, List<StoredObject> objects) {}
