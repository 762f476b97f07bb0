package dev.slipway.launcher.control;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * What is still to be sent to one client. Bounded: replies by the number of requests under way, and of several states only
 * the newest is kept.
 */
final class Outbox {
    private final Queue<String> replies = new ArrayDeque<>();
    private Optional<String> state = Optional.empty();
    private long takenAt;
    private boolean sending;
    private boolean closed;

    synchronized void reply(String line) {
        replies.add(line);
        notifyAll();
    }

    synchronized void state(String line) {
        state = Optional.of(line);
        notifyAll();
    }

    /** Waits for the next line; nothing when closed. Asking again means that the last one has been sent. */
    synchronized Optional<String> take() throws InterruptedException {
        sending = false;
        notifyAll();
        while (replies.isEmpty() && state.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        sending = true;
        takenAt = System.nanoTime();
        if (!replies.isEmpty()) {
            return Optional.of(replies.remove());
        }
        Optional<String> newest = state;
        state = Optional.empty();
        return newest;
    }

    /** Returns for how many nanoseconds the line taken last has not been sent; 0 if nothing is being sent. */
    synchronized long stuckFor() {
        return sending ? System.nanoTime() - takenAt : 0;
    }

    /** Waits until all has been sent, {@code millis} at most. */
    synchronized void drain(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!closed && (sending || !replies.isEmpty() || state.isPresent())) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
