package dev.slipway.launcher;

import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.io.LineWriter;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import dev.slipway.launcher.json.JsonSyntaxException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/** A client of a launcher's control socket that does one thing after another. */
public final class ControlClient implements AutoCloseable {
    private final SocketChannel channel;
    private final LineReader reader;
    private final LineWriter writer;
    private final Queue<JsonObject> early = new ArrayDeque<>();
    private long lastId;

    ControlClient(SocketChannel channel) {
        this.channel = channel;
        this.reader = new LineReader(channel, 8 * 1024 * 1024);
        this.writer = new LineWriter(channel);
    }

    /** Returns the reply to a command without arguments. */
    public JsonObject ask(String command) throws IOException {
        return ask(command, JsonObject.EMPTY);
    }

    /** Returns the reply; events before it are kept for {@link #awaitState}. */
    public JsonObject ask(String command, JsonObject arguments) throws IOException {
        long id = ++lastId;
        writer.write(arguments.with("id", id).with("do", command).toString());
        JsonObject message = next();
        while (message.number("id").orElse(-1) != id) {
            early.add(message);
            message = next();
        }
        return message;
    }

    /** Returns the reply to a line as it is. */
    public JsonObject askRaw(String line) throws IOException {
        writer.write(line);
        return next();
    }

    /** Returns the next state in which {@code wanted} holds; needs {@code watch}. */
    public JsonObject awaitState(Predicate<JsonObject> wanted) throws IOException {
        return await(message -> message.object("state").filter(wanted).isPresent())
                .object("state")
                .orElseThrow();
    }

    /** Returns the next state in {@code phase}. */
    public JsonObject awaitPhase(String phase) throws IOException {
        return awaitState(state -> state.text("phase").orElse("").equals(phase));
    }

    private JsonObject await(Predicate<JsonObject> wanted) throws IOException {
        JsonObject message = earlyOrNext();
        while (!wanted.test(message)) {
            message = earlyOrNext();
        }
        return message;
    }

    private JsonObject earlyOrNext() throws IOException {
        JsonObject message = early.poll();
        return message == null ? next() : message;
    }

    private JsonObject next() throws IOException {
        try {
            return JsonReader.readObject(
                    reader.next().orElseThrow(() -> new IOException("the launcher has closed the control socket")));
        } catch (JsonSyntaxException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
