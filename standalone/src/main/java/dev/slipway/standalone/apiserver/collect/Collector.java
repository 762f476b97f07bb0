package dev.slipway.standalone.apiserver.collect;

import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.store.Change;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.verbs.Verbs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The thread that cleans up after deletions. It looks at each changed object once, however often it changed meanwhile. */
public final class Collector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Collector.class.getName());
    private static final long EXPIRY_MINUTES = 1;

    private final ObjectStore store;
    private final GarbageCollector garbage;
    private final NamespaceCleaner namespaces;
    private final DefinitionCleaner definitions;
    private final EventExpiry events;
    private final Set<ObjectKey> changed = new LinkedHashSet<>();
    private final Set<ObjectKey> unseen = new LinkedHashSet<>();
    private final Thread thread;
    private boolean closed;

    private Collector(ObjectStore store, ResourceRegistry registry, Verbs verbs, Clock clock) {
        this.store = store;
        this.garbage = new GarbageCollector(
                store,
                registry,
                new Servant(verbs, registry, "generic-garbage-collector"),
                key -> add(List.of(key)),
                this::takeUnseen);
        this.namespaces = new NamespaceCleaner(store, registry, new Servant(verbs, registry, "namespace-controller"));
        this.definitions = new DefinitionCleaner(store, new Servant(verbs, registry, "generic-garbage-collector"));
        this.events = new EventExpiry(store, new Servant(verbs, registry, "ttl-controller"), clock);
        this.thread =
                Thread.ofPlatform().name("apiserver-collector").daemon(true).unstarted(this::run);
    }

    public static Collector start(ObjectStore store, ResourceRegistry registry, Verbs verbs, Clock clock) {
        Collector collector = new Collector(store, registry, verbs, clock);
        store.listen(changes -> collector.add(
                changes.stream().map(Change::object).map(StoredObject::key).toList()));
        collector.thread.start();
        return collector;
    }

    private synchronized void add(List<ObjectKey> keys) {
        changed.addAll(keys);
        unseen.addAll(keys);
        notifyAll();
    }

    private synchronized List<ObjectKey> takeUnseen() {
        List<ObjectKey> keys = List.copyOf(unseen);
        unseen.clear();
        return keys;
    }

    private void run() {
        List<StoredObject> all = new ArrayList<>();
        store.resources()
                .forEach(resource -> all.addAll(store.list(resource, "").objects()));
        garbage.learn(all);
        add(all.stream().map(StoredObject::key).toList());
        long nextExpiry = System.nanoTime();
        while (true) {
            try {
                List<ObjectKey> batch = take();
                if (batch.isEmpty() && isClosed()) {
                    return;
                }
                batch.forEach(this::look);
                if (System.nanoTime() - nextExpiry >= 0) {
                    nextExpiry = System.nanoTime() + TimeUnit.MINUTES.toNanos(EXPIRY_MINUTES);
                    events.run();
                }
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "Cleaning up after a deletion failed; the next change tries again.",
                        e);
            }
        }
    }

    private void look(ObjectKey key) {
        garbage.look(key);
        if (key.resource().equals(NamespaceCleaner.NAMESPACES)) {
            namespaces.look(key.name());
        } else if (!key.namespace().isEmpty()) {
            namespaces.look(key.namespace());
        }
        if (key.resource().equals(DefinitionCleaner.DEFINITIONS)) {
            definitions.look(key.name());
        } else {
            definitions.lookAtDefinitionOf(key.resource());
        }
    }

    private synchronized List<ObjectKey> take() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(EXPIRY_MINUTES);
        long left = deadline - System.nanoTime();
        while (changed.isEmpty() && !closed && left > 0) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            left = deadline - System.nanoTime();
        }
        if (closed) {
            return List.of();
        }
        List<ObjectKey> batch = List.copyOf(changed);
        changed.clear();
        return batch;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Ends the thread; what was not looked at is looked at after the next start. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }
}
