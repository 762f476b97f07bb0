package dev.slipway.standalone.apiserver.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Group commit: one thread takes all writes that wait, gives each its revision, commits them in one transaction and only
 * then answers. It alone touches the database.
 */
final class CommitQueue implements AutoCloseable {
    private static final int LARGEST_BATCH = 512;
    private static final int LONGEST_QUEUE = 10_000;
    private static final long IDLE_MILLIS = 10_000;
    private static final int SHRINK_PAGES = 256;

    private final Database database;
    private final Index index;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread;
    private final List<Consumer<List<Change>>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private record Waiting(Write write, EncodedObject encoded, CompletableFuture<Write.Outcome> answer) {}

    CommitQueue(Database database, Index index) {
        this.database = database;
        this.index = index;
        this.thread = Thread.ofPlatform().name("apiserver-store").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void listen(Consumer<List<Change>> listener) {
        listeners.add(listener);
    }

    CompletableFuture<Write.Outcome> submit(Write write) throws InterruptedException {
        EncodedObject encoded = EncodedObject.of(
                switch (write) {
                    case Write.Put put -> put.object();
                    case Write.Remove remove -> remove.object();
                });
        Waiting waiting = new Waiting(write, encoded, new CompletableFuture<>());
        queue.put(waiting);
        if (closed && queue.remove(waiting)) {
            waiting.answer.completeExceptionally(new IllegalStateException("The API server is stopping."));
        }
        return waiting.answer;
    }

    private void run() {
        List<Waiting> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            batch.clear();
            try {
                Waiting first = queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    database.shrink(SHRINK_PAGES);
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, LARGEST_BATCH - 1);
                commit(batch);
            } catch (InterruptedException _) {
                // close() wakes the thread; what waits is still written
            } catch (SQLException | RuntimeException e) {
                batch.forEach(waiting -> waiting.answer.completeExceptionally(e));
            }
        }
    }

    private void commit(List<Waiting> batch) throws SQLException {
        Map<ObjectKey, Optional<StoredObject>> pending = new HashMap<>();
        List<Change> changes = new ArrayList<>();
        List<Runnable> answers = new ArrayList<>();
        long revision = index.revision();
        for (Waiting waiting : batch) {
            Write write = waiting.write;
            Optional<StoredObject> current = pending.computeIfAbsent(write.key(), index::get);
            if (current.map(StoredObject::revision).orElse(Write.ABSENT) != write.expected()) {
                answers.add(() -> waiting.answer.complete(new Write.Outcome.Stale()));
                continue;
            }
            StoredObject next = waiting.encoded.at(write.key(), ++revision);
            boolean removes = write instanceof Write.Remove;
            Change.Kind kind =
                    removes ? Change.Kind.DELETED : current.isEmpty() ? Change.Kind.ADDED : Change.Kind.MODIFIED;
            changes.add(new Change(kind, next, current));
            pending.put(write.key(), removes ? Optional.empty() : Optional.of(next));
            answers.add(() -> waiting.answer.complete(new Write.Outcome.Done(next)));
        }
        if (!changes.isEmpty()) {
            database.commit(changes);
            index.apply(changes);
        }
        answers.forEach(Runnable::run);
        if (!changes.isEmpty()) {
            listeners.forEach(listener -> listener.accept(changes));
        }
    }

    /** Writes what waits, then ends the thread. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
