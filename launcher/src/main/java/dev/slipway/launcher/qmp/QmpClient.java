package dev.slipway.launcher.qmp;

import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A connection to the monitor of one QEMU. Several threads may ask at once; events arrive on the client's own thread,
 * which must not ask.
 */
public final class QmpClient implements AutoCloseable {
    /** Longest message; {@code query-qmp-schema} of QEMU 7.2 has 180 KiB. */
    private static final int MAX_LINE_BYTES = 4 * 1024 * 1024;

    private final SocketChannel channel;
    private final LineWriter writer;
    private final Consumer<QmpMessage.Event> events;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Json>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<String> greeting = new CompletableFuture<>();
    private final Thread reader = Threads.unstarted("qmp", this::read);
    private volatile boolean closed;

    private QmpClient(SocketChannel channel, Consumer<QmpMessage.Event> events) {
        this.channel = channel;
        this.writer = new LineWriter(channel);
        this.events = events;
    }

    /**
     * Returns a client that has been greeted and may send commands.
     *
     * @param channel connection to QEMU; the client closes it
     * @param events gets every event in order
     * @param limit longest wait for the greeting
     */
    public static QmpClient open(SocketChannel channel, Consumer<QmpMessage.Event> events, Duration limit)
            throws QmpException {
        QmpClient client = new QmpClient(channel, events);
        client.reader.start();
        try {
            await(client.greeting, "the greeting", limit);
            client.execute("qmp_capabilities", JsonObject.EMPTY, limit);
            return client;
        } catch (QmpException e) {
            client.close();
            throw e;
        }
    }

    /** Returns the version of QEMU, e.g. {@code 7.2.22}. */
    public String qemuVersion() {
        return greeting.getNow("");
    }

    /** Returns what the command returned; waits for {@code limit} at most. */
    public Json execute(String command, JsonObject arguments, Duration limit) throws QmpException {
        long id = ids.incrementAndGet();
        CompletableFuture<Json> reply = new CompletableFuture<>();
        pending.put(id, reply);
        try {
            if (closed) {
                throw gone();
            }
            writer.write(QmpCodec.command(id, command, arguments));
            return await(reply, "an answer to " + command, limit);
        } catch (IOException e) {
            throw gone();
        } finally {
            pending.remove(id);
        }
    }

    /** Waits until every event of a QEMU that has ended was passed on, {@code limit} at most. */
    public void awaitEnd(Duration limit) {
        try {
            reader.join(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            LineReader reader = new LineReader(channel, MAX_LINE_BYTES);
            for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) {
                QmpCodec.decode(line.get()).ifPresent(this::dispatch);
            }
        } catch (LineReader.LineTooLongException | JsonSyntaxException e) {
            Log.line("QEMU's monitor is given up, it does not keep to its protocol: " + e.getMessage());
        } catch (IOException gone) {
            // QEMU has ended; its process tells how
        } finally {
            close();
        }
    }

    private void dispatch(QmpMessage message) {
        switch (message) {
            case QmpMessage.Greeting hello -> greeting.complete(hello.version());
            case QmpMessage.Event event -> events.accept(event);
            case QmpMessage.Return done -> {
                CompletableFuture<Json> reply = pending.get(done.id());
                if (reply != null) {
                    reply.complete(done.value());
                }
            }
            case QmpMessage.Failure refused -> {
                CompletableFuture<Json> reply = pending.get(refused.id());
                if (reply != null) {
                    reply.completeExceptionally(new QmpException(refused.errorClass(), refused.description()));
                }
            }
        }
    }

    private static <T> T await(CompletableFuture<T> reply, String what, Duration limit) throws QmpException {
        try {
            return reply.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new QmpException(
                    QmpException.TIMEOUT, "QEMU did not give %s within %d ms".formatted(what, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QmpException(QmpException.CLOSED, "the wait for " + what + " was interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof QmpException refused ? refused : gone();
        }
    }

    private static QmpException gone() {
        return new QmpException(QmpException.CLOSED, "QEMU has closed its monitor");
    }

    /** Closes the connection; whoever waits for an answer gets an error. */
    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            Log.line("closing the monitor: " + e.getMessage());
        }
        greeting.completeExceptionally(gone());
        pending.values().forEach(reply -> reply.completeExceptionally(gone()));
    }
}
