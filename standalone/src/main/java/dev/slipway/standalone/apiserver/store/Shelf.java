package dev.slipway.standalone.apiserver.store;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** All objects of one resource in memory, with their history. Guarded by the lock of the index. */
final class Shelf {
    private static final int MOST_CHANGES = 5_000;
    private static final long MOST_BYTES = 32L << 20;

    private final GroupResource resource;
    private final NavigableMap<ObjectKey, StoredObject> objects = new TreeMap<>();
    private final History history;
    private final ReentrantLock bell = new ReentrantLock();
    private final Condition rung = bell.newCondition();
    private volatile long applied;
    private long latest;

    Shelf(GroupResource resource, long start) {
        this.resource = resource;
        this.history = new History(start, MOST_CHANGES, MOST_BYTES);
        this.applied = start;
        this.latest = start;
    }

    void load(StoredObject object) {
        objects.put(object.key(), object);
    }

    Optional<StoredObject> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    void apply(Change change) {
        switch (change.kind()) {
            case ADDED, MODIFIED -> objects.put(change.object().key(), change.object());
            case DELETED -> objects.remove(change.object().key());
        }
        history.add(change);
        applied = change.revision();
    }

    /** @param namespace empty: all */
    List<StoredObject> list(String namespace) {
        return List.copyOf(range(objects, namespace).values());
    }

    /** Returns the objects as they were at an earlier revision, or nothing if that is no longer known. */
    Optional<List<StoredObject>> listAt(String namespace, long revision) {
        if (revision < history.forgotten()) {
            return Optional.empty();
        }
        NavigableMap<ObjectKey, StoredObject> then = new TreeMap<>(range(objects, namespace));
        List<Change> undo = history.after(revision, Integer.MAX_VALUE);
        for (Change change : undo.reversed()) {
            if (namespace.isEmpty() || change.object().key().namespace().equals(namespace)) {
                change.previous()
                        .ifPresentOrElse(
                                previous -> then.put(previous.key(), previous),
                                () -> then.remove(change.object().key()));
            }
        }
        return Optional.of(new ArrayList<>(then.values()));
    }

    long lastChange() {
        return applied;
    }

    History history() {
        return history;
    }

    private NavigableMap<ObjectKey, StoredObject> range(NavigableMap<ObjectKey, StoredObject> all, String namespace) {
        return namespace.isEmpty()
                ? all
                : all.subMap(
                        new ObjectKey(resource, namespace, ""),
                        true,
                        new ObjectKey(resource, namespace + '\0', ""),
                        false);
    }

    /** Wakes everyone who waits for a change; called after the changes are visible. */
    void ring() {
        bell.lock();
        try {
            latest = applied;
            rung.signalAll();
        } finally {
            bell.unlock();
        }
    }

    /** Returns when there is a change after the revision, or the time is over. */
    void await(long revision, long timeoutMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        bell.lock();
        try {
            while (latest <= revision && left > 0) {
                left = rung.awaitNanos(left);
            }
        } finally {
            bell.unlock();
        }
    }
}
