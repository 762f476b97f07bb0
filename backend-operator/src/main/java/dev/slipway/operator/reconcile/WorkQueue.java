package dev.slipway.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Keys that wait for their reconciler. A key is worked on by one thread at a time; changes that arrive meanwhile lead to
 * one more look. A look that fails is repeated after a delay that doubles.
 */
public final class WorkQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(10);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String kind;
    private final Reconciler reconciler;
    private final QueueObserver observer;
    private final Object lock = new Object();
    private final Deque<ObjectKey> ready = new ArrayDeque<>();
    private final Set<ObjectKey> waiting = new HashSet<>();
    private final Set<ObjectKey> running = new HashSet<>();
    private final Map<ObjectKey, Integer> failures = new HashMap<>();
    private final Map<ObjectKey, ScheduledFuture<?>> timers = new HashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private final ScheduledExecutorService clock;
    private int term;
    private boolean closed;

    /** Makes a queue for a kind of object; nothing happens before {@link #start}. */
    public WorkQueue(String kind, Reconciler reconciler, QueueObserver observer) {
        this.kind = kind;
        this.reconciler = reconciler;
        this.observer = observer;
        this.clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("delays-" + kind).factory());
    }

    /** Starts so many workers, for the first time or after a {@link #rest}. */
    public void start(int count) {
        synchronized (lock) {
            int mine = term;
            workers.removeIf(worker -> !worker.isAlive());
            for (int index = 0; index < count; index++) {
                workers.add(Thread.ofVirtual().name(kind + "-" + index).start(() -> work(mine)));
            }
        }
    }

    /** Asks for a look at an object, as soon as a worker is free. */
    public void add(ObjectKey key) {
        synchronized (lock) {
            if (!closed && waiting.add(key) && !running.contains(key)) {
                ready.add(key);
                lock.notify();
            }
        }
    }

    /** Asks for a look at an object after a while; an earlier look already asked for stays. */
    public void addAfter(ObjectKey key, Duration delay) {
        synchronized (lock) {
            ScheduledFuture<?> before = timers.get(key);
            if (closed || (before != null && before.getDelay(TimeUnit.MILLISECONDS) <= delay.toMillis())) {
                return;
            }
            if (before != null) {
                before.cancel(false);
            }
            timers.put(key, clock.schedule(() -> ring(key), delay.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void ring(ObjectKey key) {
        synchronized (lock) {
            timers.remove(key);
        }
        add(key);
    }

    private void work(int mine) {
        for (Optional<ObjectKey> key = take(mine); key.isPresent(); key = take(mine)) {
            look(key.get());
        }
    }

    private Optional<ObjectKey> take(int mine) {
        synchronized (lock) {
            while (ready.isEmpty() && !closed && mine == term) {
                try {
                    lock.wait();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            if (closed || mine != term) {
                return Optional.empty();
            }
            ObjectKey key = ready.remove();
            waiting.remove(key);
            running.add(key);
            return Optional.of(key);
        }
    }

    private void look(ObjectKey key) {
        MDC.put("object", kind + " " + key);
        MDC.put("reconciliation", UUID.randomUUID().toString().substring(0, 8));
        long start = System.nanoTime();
        boolean succeeded = false;
        try {
            Outcome outcome = reconciler.reconcile(key);
            succeeded = true;
            synchronized (lock) {
                failures.remove(key);
            }
            if (outcome instanceof Outcome.Again again) {
                addAfter(key, again.after());
            }
        } catch (KubernetesClientException e) {
            retry(
                    key,
                    e,
                    e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // An object that is nested too deeply, say, must not end the worker that all others wait for.
            retry(key, e, false);
        } finally {
            observer.looked(kind, Duration.ofNanos(System.nanoTime() - start), succeeded);
            done(key);
            MDC.clear();
        }
    }

    private void retry(ObjectKey key, Throwable cause, boolean expected) {
        int count;
        synchronized (lock) {
            if (closed) {
                return;
            }
            count = Math.min(MAX_DOUBLINGS, failures.merge(key, 1, Integer::sum));
        }
        Duration delay = FIRST_RETRY.multipliedBy(1L << count);
        if (expected) {
            // Changed or gone meanwhile; the change that made this write stale is on its way to the cache.
            LOG.debug("{} {}: looks again, another write came first", kind, key);
        } else {
            LOG.warn("{} {}: looks again in {} ms", kind, key, delay.toMillis(), cause);
        }
        addAfter(key, delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay);
    }

    private void done(ObjectKey key) {
        synchronized (lock) {
            running.remove(key);
            if (waiting.contains(key)) {
                ready.add(key);
                lock.notify();
            }
        }
    }

    /**
     * Lets the workers end, but keeps what waits for them. Looks that run go on to their end; no other look at the same object
     * begins before.
     */
    public void rest() {
        synchronized (lock) {
            term++;
            lock.notifyAll();
        }
    }

    /** Ends the workers; looks that run are finished, for at most ten seconds. */
    @Override
    public void close() {
        List<Thread> ending;
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            ending = List.copyOf(workers);
        }
        clock.shutdownNow();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread worker : ending) {
            try {
                worker.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
