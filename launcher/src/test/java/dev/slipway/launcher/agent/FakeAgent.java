package dev.slipway.launcher.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.launcher.io.LineReader;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonNumber;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import dev.slipway.launcher.json.JsonSyntaxException;
import dev.slipway.launcher.json.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A qemu-guest-agent at the guest's end of the line. */
final class FakeAgent implements AutoCloseable {
    private final SocketChannel channel;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Map<String, JsonObject> arguments = new ConcurrentHashMap<>();
    private final Map<String, Long> delays = new ConcurrentHashMap<>();
    private volatile boolean frozen;

    FakeAgent(SocketChannel channel) {
        this.channel = channel;
    }

    /** Begins to answer. */
    void start() {
        Thread.ofPlatform().daemon().name("fake-agent").start(this::serve);
    }

    /** Lets a command be answered late. */
    void delay(String command, long millis) {
        delays.put(command, millis);
    }

    /** Returns the commands that came, in their order. */
    List<String> asked() {
        return asked;
    }

    JsonObject arguments(String command) {
        return arguments.getOrDefault(command, JsonObject.EMPTY);
    }

    /** Sends bytes that nobody asked for. */
    synchronized void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void serve() {
        LineReader reader = new LineReader(channel, 64 * 1024);
        try {
            for (Optional<String> line = reader.next(); line.isPresent(); line = reader.next()) {
                answer(JsonReader.readObject(line.get()));
            }
        } catch (IOException | JsonSyntaxException | InterruptedException e) {
            asked.add("(line ended)");
        }
    }

    private void answer(JsonObject request) throws IOException, InterruptedException {
        String command = request.text("execute").orElse("");
        asked.add(command);
        arguments.put(command, request.object("arguments").orElse(JsonObject.EMPTY));
        Thread.sleep(delays.getOrDefault(command, 0L));
        if (command.equals("guest-sync-delimited")) {
            send(new byte[] {(byte) 0xff});
            reply(JsonObject.EMPTY.with("return", arguments(command).fields().getOrDefault("id", new JsonText(""))));
        } else if (!command.equals("guest-shutdown")) {
            reply(result(command)
                    .map(value -> JsonObject.EMPTY.with("return", value))
                    .orElseGet(() -> notFound(command)));
        }
    }

    private void reply(JsonObject answer) throws IOException {
        send((answer + "\n").getBytes(UTF_8));
    }

    private static JsonObject notFound(String command) {
        return JsonObject.EMPTY.with(
                "error",
                JsonObject.EMPTY
                        .with("class", "CommandNotFound")
                        .with("desc", "The command %s has not been found".formatted(command)));
    }

    private Optional<Json> result(String command) {
        return switch (command) {
            case "guest-ping", "guest-slow" -> Optional.of(JsonObject.EMPTY);
            case "guest-info" ->
                Optional.of(JsonObject.EMPTY
                        .with("version", "7.2.0")
                        .with(
                                "supported_commands",
                                new JsonArray(List.of(
                                        JsonObject.EMPTY
                                                .with("name", "guest-ping")
                                                .with("enabled", true)
                                                .with("success-response", true),
                                        JsonObject.EMPTY
                                                .with("name", "guest-exec")
                                                .with("enabled", false)))));
            case "guest-get-osinfo" -> Optional.of(JsonObject.EMPTY.with("id", "debian"));
            case "guest-get-host-name" -> Optional.of(JsonObject.EMPTY.with("host-name", "web"));
            case "guest-get-timezone" ->
                Optional.of(JsonObject.EMPTY.with("zone", "UTC").with("offset", 0));
            case "guest-network-get-interfaces" ->
                Optional.of(new JsonArray(List.of(JsonObject.EMPTY
                        .with("name", "eth0")
                        .with(
                                "ip-addresses",
                                new JsonArray(List.of(JsonObject.EMPTY.with("ip-address", "10.0.2.2")))))));
            case "guest-get-users", "guest-get-fsinfo" -> Optional.of(new JsonArray(List.of()));
            case "guest-fsfreeze-status" -> Optional.of(new JsonText(frozen ? "frozen" : "thawed"));
            case "guest-fsfreeze-freeze" -> freeze(true);
            case "guest-fsfreeze-thaw" -> freeze(false);
            default -> Optional.empty();
        };
    }

    private Optional<Json> freeze(boolean wanted) {
        frozen = wanted;
        return Optional.of(JsonNumber.of(1));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
