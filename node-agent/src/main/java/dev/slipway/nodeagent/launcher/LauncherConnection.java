package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.netns.PinnedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A client of one launcher's control socket. Safe for several threads; answers are matched by their numbers. */
public final class LauncherConnection implements AutoCloseable {
    private static final Duration QMP_DEADLINE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SocketChannel channel;
    private final Consumer<LauncherState> states;
    private final Runnable closed;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();

    private LauncherConnection(SocketChannel channel, Consumer<LauncherState> states, Runnable closed) {
        this.channel = channel;
        this.states = states;
        this.closed = closed;
    }

    /**
     * Connects.
     *
     * @param socket the control socket
     * @param states gets each state after {@code watch}, on the reading thread
     * @param closed runs once when the connection has ended, whoever ended it
     * @throws IOException if nobody listens there
     */
    public static LauncherConnection open(Path socket, Consumer<LauncherState> states, Runnable closed)
            throws IOException {
        SocketChannel channel = PinnedFile.connect(socket);
        var connection = new LauncherConnection(channel, states, closed);
        Thread.ofVirtual().name("launcher " + socket).start(connection::read);
        return connection;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param command value of {@code do}
     * @param arguments further fields
     * @return the {@code result}
     * @throws LauncherRefusal if the launcher answers that it will not
     * @throws IOException if the connection ends or the deadline passes
     */
    public JsonNode call(String command, ObjectNode arguments, Duration deadline) throws IOException {
        long number = numbers.incrementAndGet();
        ObjectNode request = arguments.deepCopy();
        request.put("id", number);
        request.put("do", command);
        var answer = new CompletableFuture<JsonNode>();
        pending.put(number, answer);
        try {
            write(request);
            return resultOf(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new IOException(
                    "the launcher did not answer '%s' within %d s".formatted(command, deadline.toSeconds()), e);
        } catch (ExecutionException e) {
            throw new IOException("the launcher hung up before it answered '" + command + "'", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the launcher worked on '" + command + "'", e);
        } finally {
            pending.remove(number);
        }
    }

    /** Sends a request without arguments. */
    public JsonNode call(String command, Duration deadline) throws IOException {
        return call(command, JSON.createObjectNode(), deadline);
    }

    /**
     * Sends a command to QEMU itself, which has 20 s for it.
     *
     * @return QMP's {@code return}
     * @throws LauncherRefusal if QEMU or the launcher refuses it
     * @throws IOException if the connection ends or the deadline passes
     */
    public JsonNode qmp(Command command) throws IOException {
        ObjectNode request = arguments().put("execute", command.execute());
        if (!command.arguments().isEmpty()) {
            request.set("arguments", command.arguments());
        }
        return call("qmp", request, QMP_DEADLINE);
    }

    /** Sends a command that may find nothing to do: a refusal is left to what is looked at next. */
    public void tryQmp(Command command) throws IOException {
        try {
            qmp(command);
        } catch (LauncherRefusal e) {
            // What is looked at next tells whether it was needed.
        }
    }

    /** Returns an empty object for arguments. */
    public static ObjectNode arguments() {
        return JSON.createObjectNode();
    }

    /** Returns a record as JSON. */
    public static JsonNode json(Object value) {
        return JSON.valueToTree(value);
    }

    private static JsonNode resultOf(JsonNode answer) throws LauncherRefusal {
        if (answer.path("ok").asBoolean(false)) {
            return answer.path("result");
        }
        throw new LauncherRefusal(
                answer.path("code").asText("UNKNOWN"), answer.path("message").asText("the launcher gave no reason"));
    }

    private void write(ObjectNode request) throws IOException {
        byte[] line = (request + "\n").getBytes(StandardCharsets.UTF_8);
        if (line.length > JsonLines.LONGEST) {
            throw new IOException("a request of %d bytes is larger than a launcher takes".formatted(line.length));
        }
        ByteBuffer bytes = ByteBuffer.wrap(line);
        writing.lock();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            writing.unlock();
        }
    }

    private void read() {
        IOException cause = new IOException("the launcher closed the connection");
        try {
            var lines = new JsonLines(channel);
            for (String line = lines.next(); line != null; line = lines.next()) {
                dispatch(JSON.readTree(line));
            }
        } catch (IOException | IllegalArgumentException e) {
            cause = new IOException("the connection to the launcher failed: " + e.getMessage(), e);
        } finally {
            close();
            for (CompletableFuture<JsonNode> answer : pending.values()) {
                answer.completeExceptionally(cause);
            }
            closed.run();
        }
    }

    private void dispatch(JsonNode message) {
        if (message.path("event").asText("").equals("state")) {
            states.accept(LauncherState.of(message.path("state")));
            return;
        }
        CompletableFuture<JsonNode> answer = pending.remove(message.path("id").asLong(-1));
        if (answer != null) {
            answer.complete(message);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be saved: the kernel has taken the descriptor back.
        }
    }
}
