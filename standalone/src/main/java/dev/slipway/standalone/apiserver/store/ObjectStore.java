package dev.slipway.standalone.apiserver.store;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * All objects of the API server. Writes are durable when they return; reads and watches come from memory and see only
 * durable writes, in the order of one global revision.
 */
public final class ObjectStore implements AutoCloseable {
    private static final long WRITE_SECONDS = 30;

    private final Path file;
    private final Database database;
    private final Index index;
    private final CommitQueue queue;

    private ObjectStore(Path file, Database database, Index index) {
        this.file = file;
        this.database = database;
        this.index = index;
        this.queue = new CommitQueue(database, index);
    }

    /** Opens or creates the data file and loads it. */
    public static ObjectStore open(Path file) throws StoreException {
        Database database = Database.open(file);
        try {
            Index index = new Index(database.revision());
            database.load(index::load);
            ObjectStore store = new ObjectStore(file, database, index);
            store.queue.start();
            return store;
        } catch (SQLException e) {
            throw new StoreException("The data file %s cannot be read: %s.".formatted(file, e.getMessage()), e);
        }
    }

    public long revision() {
        return index.revision();
    }

    /** Returns the revision of the newest change of a resource; a start counts as one. */
    public long lastChange(GroupResource resource) {
        return index.read(resource, Shelf::lastChange);
    }

    public Optional<StoredObject> get(ObjectKey key) {
        return index.get(key);
    }

    /** @param namespace empty: all */
    public Snapshot list(GroupResource resource, String namespace) {
        return index.read(resource, shelf -> new Snapshot(index.revision(), shelf.list(namespace)));
    }

    /** Returns the list as it was at an earlier revision, or nothing if that is no longer known. */
    public Optional<Snapshot> listAt(GroupResource resource, String namespace, long revision) {
        return index.read(
                resource, shelf -> shelf.listAt(namespace, revision).map(objects -> new Snapshot(revision, objects)));
    }

    /**
     * Returns changes after a revision, oldest first, or nothing if the history no longer reaches back to it.
     *
     * @param most how many at most
     */
    public Optional<List<Change>> changes(GroupResource resource, long after, int most) {
        return index.read(
                resource,
                shelf -> after < shelf.history().forgotten()
                        ? Optional.empty()
                        : Optional.of(shelf.history().after(after, most)));
    }

    /** Returns the newest revision from which on the history knows every change of a resource. */
    public long forgotten(GroupResource resource) {
        return index.read(resource, shelf -> shelf.history().forgotten());
    }

    /** Returns when the resource may have changed after the revision, or the time is over. */
    public void awaitChange(GroupResource resource, long after, long timeoutMillis) throws InterruptedException {
        index.existing(resource).await(after, timeoutMillis);
    }

    /**
     * Tells of every committed change from now on, in order.
     *
     * @param listener called on the writer's thread; must not block nor throw
     */
    public void listen(Consumer<List<Change>> listener) {
        queue.listen(listener);
    }

    /** Returns every resource of which objects are or were stored since the start. */
    public Set<GroupResource> resources() {
        return index.resources();
    }

    /** Writes, and returns when the write is on disk and visible to readers. */
    public Write.Outcome write(Write write) throws StoreException {
        try {
            return queue.submit(write).get(WRITE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("The write was interrupted; whether it was stored is not known.", e);
        } catch (TimeoutException e) {
            throw new StoreException(
                    "The disk that holds %s did not take a write within %d s.".formatted(file, WRITE_SECONDS), e);
        } catch (ExecutionException e) {
            throw new StoreException(
                    "The write was not stored in %s: %s. Free space on its disk and try again."
                            .formatted(
                                    file,
                                    e.getCause() == null ? e : e.getCause().getMessage()),
                    e);
        }
    }

    /** Finishes the writes that wait and closes the file. */
    @Override
    public void close() throws StoreException {
        queue.close();
        try {
            database.close();
        } catch (SQLException e) {
            throw new StoreException("The data file %s could not be closed.".formatted(file), e);
        }
    }
}
