package dev.slipway.standalone.watch;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes a loop when one of the objects that it works on has changed; many changes wake it once. */
public final class Changes {
    private final Semaphore unseen = new Semaphore(0);

    /** Waits for a change that was not seen yet, at most so long. */
    public void await(long seconds) throws InterruptedException {
        unseen.tryAcquire(seconds, TimeUnit.SECONDS);
        unseen.drainPermits();
    }

    /** Returns what an informer is to tell its changes. */
    public <T> ResourceEventHandler<T> handler() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                unseen.release();
            }

            @Override
            public void onUpdate(T before, T after) {
                unseen.release();
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                unseen.release();
            }
        };
    }
}
