package dev.slipway.standalone.apiserver.watch;

import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.Change;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.Snapshot;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.verbs.ReadOptions;
import dev.slipway.standalone.apiserver.verbs.Reading;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One watch. It remembers only a revision and reads the shared history from there, so a slow client costs no memory: one
 * that falls behind the history is told 410 and cut.
 */
public final class WatchStream {
    private static final int MOST_AT_ONCE = 256;
    private static final long BOOKMARK_MILLIS = 60_000;
    private static final long SHORTEST_SECONDS = 1_800;

    private final ObjectStore store;
    private final ResourceType type;
    private final String namespace;
    private final ReadOptions options;
    private final WatchFormat format;
    private final EventSink sink;
    private long cursor;

    public WatchStream(
            ObjectStore store,
            ResourceType type,
            String namespace,
            ReadOptions options,
            WatchFormat format,
            EventSink sink) {
        this.store = store;
        this.type = type;
        this.namespace = namespace;
        this.options = options;
        this.format = format;
        this.sink = sink;
    }

    /** Sends events until the time is over, the client is gone or the history was outrun. */
    public void run() throws InterruptedException {
        long seconds = options.timeoutSeconds()
                .orElse(SHORTEST_SECONDS + ThreadLocalRandom.current().nextLong(SHORTEST_SECONDS));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        if (begin() && follow(deadline) && sink.isOpen()) {
            sink.end();
        }
    }

    /** Sends the state to start with; returns whether the client is still there. */
    private boolean begin() throws InterruptedException {
        long asked = options.revision().orElse(0);
        boolean initial = options.sendInitialEvents().orElse(asked == 0);
        if (!initial) {
            cursor = asked > 0 ? asked : store.revision();
            return true;
        }
        Snapshot snapshot = store.list(type.storedAs(), namespace);
        for (StoredObject object : snapshot.objects()) {
            if (Reading.matches(options, object) && !send("ADDED", format.object(object))) {
                return false;
            }
        }
        cursor = snapshot.revision();
        boolean told = options.sendInitialEvents().orElse(false) && options.bookmarks();
        return !told || send("BOOKMARK", format.bookmark(cursor, true));
    }

    private boolean follow(long deadline) throws InterruptedException {
        long nextBookmark = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOOKMARK_MILLIS);
        while (sink.isOpen()) {
            long now = System.nanoTime();
            boolean over = now >= deadline;
            if (options.bookmarks() && (over || now >= nextBookmark)) {
                nextBookmark = now + TimeUnit.MILLISECONDS.toNanos(BOOKMARK_MILLIS);
                if (!bookmark()) {
                    return false;
                }
            }
            if (over) {
                return true;
            }
            long wait = TimeUnit.NANOSECONDS.toMillis(Math.min(deadline, nextBookmark) - now) + 1;
            store.awaitChange(type.storedAs(), cursor, Math.min(wait, TimeUnit.SECONDS.toMillis(5)));
            if (!sendChanges()) {
                return false;
            }
        }
        return false;
    }

    /** The revision is read before the changes, so that nothing up to it can be missing. */
    private boolean bookmark() throws InterruptedException {
        long revision = store.revision();
        if (!sendChanges()) {
            return false;
        }
        cursor = Math.max(cursor, revision);
        return send("BOOKMARK", format.bookmark(cursor, false));
    }

    private boolean sendChanges() throws InterruptedException {
        while (true) {
            Optional<List<Change>> changes = store.changes(type.storedAs(), cursor, MOST_AT_ONCE);
            if (changes.isEmpty()) {
                send(
                        "ERROR",
                        Json.bytes(Problem.expired("too old resource version: %d (%d)"
                                        .formatted(cursor, store.forgotten(type.storedAs())))
                                .toJson()));
                sink.end();
                return false;
            }
            for (Change change : changes.get()) {
                if (!send(change)) {
                    return false;
                }
                cursor = change.revision();
            }
            if (changes.get().size() < MOST_AT_ONCE) {
                return true;
            }
        }
    }

    private boolean send(Change change) throws InterruptedException {
        StoredObject object = change.object();
        if (!namespace.isEmpty() && !object.key().namespace().equals(namespace)) {
            return true;
        }
        boolean before =
                change.previous().filter(old -> Reading.matches(options, old)).isPresent();
        boolean now = change.kind() != Change.Kind.DELETED && Reading.matches(options, object);
        if (now) {
            return send(before ? "MODIFIED" : "ADDED", format.object(object));
        }
        return !before || send("DELETED", format.object(object));
    }

    private boolean send(String event, byte[] object) throws InterruptedException {
        byte[] head = ("{\"type\":\"" + event + "\",\"object\":").getBytes(StandardCharsets.UTF_8);
        Buffer line = Buffer.buffer(head.length + object.length + 2);
        line.appendBytes(head).appendBytes(object).appendByte((byte) '}').appendByte((byte) '\n');
        return sink.send(line);
    }
}
