package dev.slipway.launcher.control;

import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.LauncherState;
import dev.slipway.launcher.machine.CommandException;
import dev.slipway.launcher.machine.CommandException.Code;
import dev.slipway.launcher.machine.StateBoard;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One client of the control socket. Its requests run side by side; a client that does not read is dropped. */
final class ControlSession {
    private static final int MAX_LINE_BYTES = 4 * 1024 * 1024;
    private static final int MAX_REQUESTS_UNDER_WAY = 16;

    /** How long a line may wait for a client that does not read. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final SocketChannel channel;
    private final Commands commands;
    private final StateBoard board;
    private final Outbox outbox = new Outbox();
    private final Semaphore underWay = new Semaphore(MAX_REQUESTS_UNDER_WAY);
    private final Consumer<LauncherState> watcher = this::tell;
    private boolean watching;

    ControlSession(SocketChannel channel, Commands commands, StateBoard board) {
        this.channel = channel;
        this.commands = commands;
        this.board = board;
    }

    /** Serves the client until it leaves. */
    void run() {
        Threads.start("control-out", this::send);
        try (channel) {
            LineReader reader = new LineReader(channel, MAX_LINE_BYTES);
            for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) {
                accept(line.get());
            }
        } catch (LineReader.LineTooLongException e) {
            outbox.reply(refusal(Optional.empty(), new CommandException(Code.BAD_REQUEST, e.getMessage() + ".")));
            drain(Duration.ofSeconds(1));
        } catch (IOException gone) {
            // clients leave as they like
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            board.unwatch(watcher);
            outbox.close();
        }
    }

    private void accept(String line) throws InterruptedException {
        try {
            Request request = Request.read(line);
            if (request.command().equals("watch")) {
                outbox.reply(reply(request.id(), JsonObject.EMPTY));
                watch();
                return;
            }
            underWay.acquire();
            Threads.start("control-request", () -> carryOut(request));
        } catch (CommandException e) {
            outbox.reply(refusal(Optional.empty(), e));
        }
    }

    private void watch() {
        if (!watching) {
            watching = true;
            board.watch(watcher);
        }
    }

    private void carryOut(Request request) {
        try {
            outbox.reply(reply(request.id(), commands.run(request)));
        } catch (CommandException e) {
            outbox.reply(refusal(Optional.of(request), e));
        } finally {
            underWay.release();
        }
    }

    private static String reply(long id, Json result) {
        String line = JsonObject.EMPTY
                .with("id", id)
                .with("ok", true)
                .with("result", result)
                .toString();
        return line.length() <= MAX_LINE_BYTES
                ? line
                : JsonObject.EMPTY
                        .with("id", id)
                        .with("ok", false)
                        .with("code", Code.TOO_LARGE.name())
                        .with("message", "The answer is longer than the 4 MiB that the control socket carries.")
                        .toString();
    }

    private static String refusal(Optional<Request> request, CommandException e) {
        JsonObject reply =
                request.isPresent() ? JsonObject.EMPTY.with("id", request.get().id()) : JsonObject.EMPTY;
        return reply.with("ok", false)
                .with("code", e.code().name())
                .with("message", String.valueOf(e.getMessage()))
                .toString();
    }

    private void tell(LauncherState state) {
        outbox.state(JsonObject.EMPTY
                .with("event", "state")
                .with("state", state.toJson())
                .toString());
        if (outbox.stuckFor() > PATIENCE.toNanos()) {
            close();
        }
    }

    private void send() {
        try (channel) {
            LineWriter writer = new LineWriter(channel);
            for (Optional<String> line = outbox.take(); line.isPresent(); line = outbox.take()) {
                writer.write(line.get());
            }
        } catch (IOException gone) {
            // the reading side sees it too
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until requests under way are answered and the client has been sent all, {@code limit} at most for each. */
    void drain(Duration limit) {
        try {
            if (underWay.tryAcquire(MAX_REQUESTS_UNDER_WAY, limit.toMillis(), TimeUnit.MILLISECONDS)) {
                underWay.release(MAX_REQUESTS_UNDER_WAY);
            }
            outbox.drain(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // it is closed then
        }
    }
}
