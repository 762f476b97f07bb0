package dev.slipway.standalone.apiserver.store;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** All current objects in memory; what it shows is on disk. */
final class Index {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<GroupResource, Shelf> shelves = new HashMap<>();
    private final long start;
    private long revision;

    Index(long revision) {
        this.start = revision;
        this.revision = revision;
    }

    void load(StoredObject object) {
        shelf(object.key().resource()).load(object);
    }

    long revision() {
        return reading(() -> revision);
    }

    Optional<StoredObject> get(ObjectKey key) {
        lock.readLock().lock();
        try {
            Shelf shelf = shelves.get(key.resource());
            return shelf == null ? Optional.empty() : shelf.get(key);
        } finally {
            lock.readLock().unlock();
        }
    }

    Set<GroupResource> resources() {
        return reading(() -> Set.copyOf(shelves.keySet()));
    }

    /** Reads one resource while nothing changes; the reader gets the current revision through {@link #revision()}. */
    <T> T read(GroupResource resource, Function<Shelf, T> reader) {
        Shelf shelf = existing(resource);
        return reading(() -> reader.apply(shelf));
    }

    /** Returns the shelf of a resource, an empty one if nothing of it was ever stored. */
    Shelf existing(GroupResource resource) {
        Shelf shelf = reading(() -> Optional.ofNullable(shelves.get(resource))).orElse(null);
        if (shelf != null) {
            return shelf;
        }
        lock.writeLock().lock();
        try {
            return shelf(resource);
        } finally {
            lock.writeLock().unlock();
        }
    }

    void apply(List<Change> changes) {
        Set<Shelf> touched = new LinkedHashSet<>();
        lock.writeLock().lock();
        try {
            for (Change change : changes) {
                Shelf shelf = shelf(change.object().key().resource());
                shelf.apply(change);
                touched.add(shelf);
            }
            revision = changes.getLast().revision();
        } finally {
            lock.writeLock().unlock();
        }
        touched.forEach(Shelf::ring);
    }

    private Shelf shelf(GroupResource resource) {
        return shelves.computeIfAbsent(resource, key -> new Shelf(key, start));
    }

    private <T> T reading(Supplier<T> reader) {
        lock.readLock().lock();
        try {
            return reader.get();
        } finally {
            lock.readLock().unlock();
        }
    }
}
