package dev.slipway.operator.cluster;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Versions that were overwritten here and that a cache may still show: a decision based on one of them would be refused as a
 * conflict, or be made twice. What is forgotten, of the oldest or at a new start, costs such a conflict.
 */
final class Overwritten {
    private static final int MOST = 10_000;

    private final Map<String, String> versions = new LinkedHashMap<>();

    /** Notes that a write based on {@code before} led to {@code now}; one that changed nothing overwrote nothing. */
    synchronized void note(ObjectMeta before, ObjectMeta now) {
        if (before.getResourceVersion().equals(now.getResourceVersion())) {
            return;
        }
        versions.put(before.getUid(), before.getResourceVersion());
        if (versions.size() > MOST) {
            versions.remove(versions.keySet().iterator().next());
        }
    }

    /** Returns whether this version is known to be overwritten; any other that is seen makes it forgotten. */
    synchronized boolean holds(ObjectMeta seen) {
        String version = versions.get(seen.getUid());
        if (version == null) {
            return false;
        }
        if (version.equals(seen.getResourceVersion())) {
            return true;
        }
        versions.remove(seen.getUid());
        return false;
    }
}
