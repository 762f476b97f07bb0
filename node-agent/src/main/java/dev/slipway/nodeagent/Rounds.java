package dev.slipway.nodeagent;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that is done again and again with a pause in between; a round that fails does not end it. */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final CountDownLatch tried = new CountDownLatch(1);
    private final Thread thread;

    private Rounds(String name, Duration pause, Runnable round) {
        thread = Thread.ofVirtual().name(name).start(() -> {
            try {
                while (true) {
                    attempt(name, round);
                    tried.countDown();
                    Thread.sleep(pause);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Begins with the first round. */
    static Rounds start(String name, Duration pause, Runnable round) {
        return new Rounds(name, pause, round);
    }

    /** Waits until the first round is over, whatever came of it, but not longer than {@code most}. */
    void awaitFirst(Duration most) throws InterruptedException {
        if (!tried.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{}: the first round takes longer than {} s", thread.getName(), most.toSeconds());
        }
    }

    private static void attempt(String name, Runnable round) {
        try {
            round.run();
        } catch (RuntimeException e) {
            LOG.warn("{}: {}", name, e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                LOG.warn("{} did not end in 5 s", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
