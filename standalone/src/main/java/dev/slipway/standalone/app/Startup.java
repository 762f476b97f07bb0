package dev.slipway.standalone.app;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The steps of a start that run side by side, and how long after the start of the process each was done. */
final class Startup {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final Instant begun = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    private final Queue<String> done = new ConcurrentLinkedQueue<>();

    /** A step that may take a while. */
    interface Step<T> {
        T run() throws IOException, InterruptedException, TimeoutException;
    }

    /** Starts a step beside the others; {@link #join} gets what it returns. */
    <T> CompletableFuture<T> begin(String name, Step<T> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().name("start-" + name).daemon().start(() -> {
            try {
                T value = step.run();
                mark(name);
                result.complete(value);
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** A step of which nothing remains but that it was done. */
    interface Work {
        void run() throws IOException, InterruptedException, TimeoutException;
    }

    /** Starts work beside the other steps. */
    CompletableFuture<Boolean> beginWork(String name, Work work) {
        return begin(name, () -> {
            work.run();
            return true;
        });
    }

    /** Waits for a step and returns its result; throws what the step threw. */
    static <T> T join(CompletableFuture<T> step) throws IOException, InterruptedException, TimeoutException {
        try {
            return step.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case InterruptedException cause -> throw cause;
                case TimeoutException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Notes that a step is done. */
    void mark(String name) {
        done.add(name + " " + Duration.between(begun, Instant.now()).toMillis());
    }

    /** Returns the steps with the milliseconds after which they were done, e.g. {@code api server 420, portal 1300}. */
    @Override
    public String toString() {
        return done.stream().collect(Collectors.joining(", "));
    }
}
