package dev.slipway.standalone.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What starts once portal and API answer: the parts that work on what is written there and, where an earlier start had laid
 * the foundation, a look after it; then the rehearsals that make the starts of machines and imports faster. Parts that cannot
 * start end the process, since nothing would be done without them.
 */
final class Behind implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Behind.class);
    private static final Duration LAST_REHEARSAL = Duration.ofSeconds(5);

    private final Parts.Plan plan;
    private final Foundation foundation;
    private final Startup startup;
    private Optional<CompletableFuture<Parts>> parts = Optional.empty();
    private Optional<Thread> rehearsals = Optional.empty();

    Behind(Parts.Plan plan, Foundation foundation, Startup startup) {
        this.plan = plan;
        this.foundation = foundation;
        this.startup = startup;
    }

    /** Something to do when all parts run. */
    interface Settled {
        void note() throws IOException;
    }

    /** Begins all of it and returns at once. */
    synchronized void start(Settled settled) {
        Path qemu = plan.host().qemu().orElseThrow();
        CompletableFuture<LocalImages> programs = startup.begin("programs", () -> LocalImages.prepare(plan.data()));
        CompletableFuture<Boolean> laid = foundation.isLaid()
                ? startup.beginWork("foundation", foundation::lay)
                : CompletableFuture.completedFuture(true);
        CompletableFuture<Parts> started = startup.begin("parts", () -> Parts.start(plan, programs, startup));
        parts = Optional.of(started);
        rehearsals = Optional.of(Thread.ofPlatform().name("rehearsals").daemon().start(() -> {
            try {
                Startup.join(started);
                lookedAfter(laid);
                settled.note();
                LOG.info("started; milliseconds until each step was done: {}", startup);
                LocalImages made = programs.join();
                made.trainLauncher(qemu);
                made.trainImporter();
            } catch (IOException | TimeoutException | RuntimeException e) {
                LOG.error("Slipway ends, because its parts did not start", e);
                System.exit(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** What an earlier start laid serves as it is where rules of users keep it from being written now. */
    private static void lookedAfter(CompletableFuture<Boolean> laid) throws InterruptedException {
        try {
            Startup.join(laid);
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.warn("what the API needs could not be looked after; it is as the start before left it", e);
        }
    }

    /** Ends the parts, also those that are just starting. */
    @Override
    public synchronized void close() throws IOException, InterruptedException, TimeoutException {
        rehearsals.ifPresent(Thread::interrupt);
        // Parts that failed have closed themselves.
        if (parts.isPresent() && !parts.get().isCompletedExceptionally()) {
            Startup.join(parts.get()).close();
        }
        if (rehearsals.isPresent()) {
            rehearsals.get().join(LAST_REHEARSAL);
        }
    }
}
