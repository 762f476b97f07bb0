package dev.slipway.launcher.agent;

import dev.slipway.launcher.agent.AgentException.Cause;
import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonNull;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import dev.slipway.launcher.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The line to the guest agent: one command at a time. The guest is hostile: its answers are bounded, and one that comes too
 * late is never taken for the answer to another command ({@code guest-sync-delimited}, QEMU 7.2 {@code qga/qapi-schema.json}).
 */
final class AgentChannel implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 1024 * 1024;

    /** Longest wait for the answer to a sync; measured 108 ms at first and 3–14 ms later, under TCG. */
    private static final Duration SYNC_LIMIT = Duration.ofSeconds(3);

    /** What 0xFF becomes in UTF-8: the agent sends it before the answer to a sync. */
    private static final char DELIMITER = '\ufffd';

    /**
     * Commands without answer after which nothing more is sent until one comes: what the guest does not read stays in the
     * socket, and writing to a full one would block.
     */
    private static final int MAX_UNANSWERED = 256;

    private final SocketChannel channel;
    private final LineWriter writer;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);
    private final ReentrantLock turn = new ReentrantLock();
    private volatile boolean synced;
    private final AtomicInteger unanswered = new AtomicInteger();

    AgentChannel(SocketChannel channel) {
        this.channel = channel;
        this.writer = new LineWriter(channel);
        Threads.start("agent-line", this::read);
    }

    private void read() {
        while (channel.isOpen()) {
            try {
                LineReader reader = new LineReader(channel, MAX_LINE_BYTES);
                for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) {
                    unanswered.set(0);
                    lines.offer(line.get()); // lines nobody asked for are dropped
                }
                return;
            } catch (LineReader.LineTooLongException e) {
                synced = false; // the rest of the line is garbage that the next sync skips
            } catch (IOException gone) {
                return; // QEMU has ended
            }
        }
    }

    /** Returns what the command returned; waits for {@code limit} at most. */
    Json execute(String command, JsonObject arguments, Duration limit) throws AgentException {
        long deadline = System.nanoTime() + limit.toNanos();
        lock(deadline);
        try {
            sync(Math.min(deadline, System.nanoTime() + SYNC_LIMIT.toNanos()));
            send(command, arguments);
            return answer(command, deadline);
        } finally {
            turn.unlock();
        }
    }

    /** Sends a command that has no answer when it goes well, e.g. {@code guest-shutdown}. */
    void tell(String command, JsonObject arguments, Duration limit) throws AgentException {
        long deadline = System.nanoTime() + limit.toNanos();
        lock(deadline);
        try {
            sync(deadline);
            send(command, arguments);
        } finally {
            synced = false;
            turn.unlock();
        }
    }

    private void lock(long deadline) throws AgentException {
        try {
            if (!turn.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new AgentException(Cause.TIMEOUT, "The guest agent is busy with another command; try again.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(Cause.TIMEOUT, "The wait for the guest agent was interrupted.");
        }
    }

    private void sync(long deadline) throws AgentException {
        lines.clear();
        if (synced) {
            return;
        }
        long id = ThreadLocalRandom.current().nextLong(1, 1L << 31);
        send("guest-sync-delimited", JsonObject.EMPTY.with("id", id));
        while (true) {
            Optional<String> line = line(deadline);
            if (line.isEmpty()) {
                throw new AgentException(
                        Cause.NO_AGENT, "No guest agent answers; install and start qemu-guest-agent in the guest.");
            }
            String text = line.get().substring(line.get().lastIndexOf(DELIMITER) + 1);
            try {
                JsonObject answer = JsonReader.readObject(text);
                if (answer.number("return").orElse(-1) == id) {
                    synced = true;
                    return;
                }
            } catch (JsonSyntaxException stale) {
                // the tail of an older answer
            }
        }
    }

    private void send(String command, JsonObject arguments) throws AgentException {
        if (unanswered.incrementAndGet() > MAX_UNANSWERED) {
            throw new AgentException(
                    Cause.NO_AGENT, "The guest agent has not answered for long; restart it in the guest.");
        }
        JsonObject message = JsonObject.EMPTY.with("execute", command);
        try {
            writer.write((arguments.fields().isEmpty() ? message : message.with("arguments", arguments)).toString());
        } catch (IOException e) {
            throw new AgentException(Cause.NO_AGENT, "QEMU has closed the line to the guest agent.");
        }
    }

    private Json answer(String command, long deadline) throws AgentException {
        Optional<String> line = line(deadline);
        if (line.isEmpty()) {
            synced = false;
            throw new AgentException(Cause.TIMEOUT, "The guest agent gave no answer to %s in time.".formatted(command));
        }
        try {
            JsonObject answer = JsonReader.readObject(line.get());
            Optional<JsonObject> error = answer.object("error");
            if (error.isPresent()) {
                throw new AgentException(
                        Cause.REFUSED,
                        "The guest agent refused %s: %s"
                                .formatted(command, error.get().text("desc").orElse("no reason given")));
            }
            return answer.fields().getOrDefault("return", new JsonNull());
        } catch (JsonSyntaxException e) {
            synced = false;
            throw new AgentException(Cause.REFUSED, "The guest agent's answer to %s is no JSON.".formatted(command));
        }
    }

    private Optional<String> line(long deadline) throws AgentException {
        try {
            return Optional.ofNullable(lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException(Cause.TIMEOUT, "The wait for the guest agent was interrupted.");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
