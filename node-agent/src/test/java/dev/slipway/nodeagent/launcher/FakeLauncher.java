package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A launcher without a guest: speaks the control protocol, remembers what it was asked, says what the test says. */
public final class FakeLauncher implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern NIC = Pattern.compile("[=\"](nic-[a-z0-9-]+)");

    private final ServerSocketChannel server;
    private final List<SocketChannel> clients = new CopyOnWriteArrayList<>();
    private final List<SocketChannel> watchers = new CopyOnWriteArrayList<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private volatile int exitCode;
    private volatile String launched = running("");
    private volatile String dump = "none";
    private volatile String state = "{\"phase\":\"Waiting\",\"guest\":{\"connected\":false}}";

    /** Listens at {@code control.sock} of a run directory; the directory's path must be short. */
    public FakeLauncher(Path runDirectory) throws IOException {
        Files.createDirectories(runDirectory);
        Path socket = runDirectory.resolve("control.sock");
        Files.deleteIfExists(socket);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().start(this::accept);
    }

    /** Says a new state to all watchers. */
    public synchronized void state(String json) throws IOException {
        state = json;
        for (SocketChannel watcher : watchers) {
            send(watcher, "{\"event\":\"state\",\"state\":" + state.replace("\n", " ") + "}");
        }
    }

    /** Refuses a command from now on. */
    public void refuse(String command, String code, String message) {
        refusals.put(command, "\"ok\":false,\"code\":\"%s\",\"message\":\"%s\"".formatted(code, message));
    }

    /** Says this once it was asked to launch; else that the guest runs. */
    public void launched(String state) {
        launched = state;
    }

    /** Accepts a command again. */
    public void accept(String command) {
        refusals.remove(command);
    }

    /** Ends commands in the guest with this code from now on. */
    public void exitCode(int code) {
        exitCode = code;
    }

    /** Returns the requests of one kind so far. */
    public List<JsonNode> requests(String command) {
        return requests.stream()
                .filter(request -> request.path("do").asText().equals(command))
                .toList();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (var lines =
                new BufferedReader(new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answer(client, JSON.readTree(line));
            }
        } catch (IOException e) {
            // The node-agent hung up.
        } finally {
            watchers.remove(client);
        }
    }

    private synchronized void answer(SocketChannel client, JsonNode request) throws IOException {
        requests.add(request);
        String command = request.path("do").asText();
        String refusal = refusals.get(command);
        if (refusal != null) {
            send(client, "{\"id\":%d,%s}".formatted(request.path("id").asLong(), refusal));
            return;
        }
        ObjectNode result = JSON.createObjectNode();
        if (command.equals("hello")) {
            result.put("pid", ProcessHandle.current().pid()).set("state", JSON.readTree(state));
        }
        if (command.equals("agent") && request.path("execute").asText().equals("guest-exec-status")) {
            result.put("exited", true).put("exitcode", exitCode);
        }
        Path path = Path.of(request.path("path").asText());
        switch (command) {
            case "make-directory" -> Files.createDirectories(path);
            case "find-file" -> result.put("exists", Files.exists(path));
            case "delete-file" -> Files.deleteIfExists(path);
            default -> {
                // Nothing with files.
            }
        }
        if (command.equals("screenshot")) {
            result.put("png", "iVBORw0KGgo=");
        }
        JsonNode answer = !command.equals("qmp")
                ? result
                : switch (request.path("execute").asText()) {
                    case "qom-list" -> interfaces();
                    case "query-memory-devices" -> memory();
                    case "query-dump" -> JSON.createObjectNode().put("status", dump);
                    case "dump-guest-memory" -> dump(request.path("arguments"));
                    default -> result;
                };
        send(
                client,
                "{\"id\":%d,\"ok\":true,\"result\":%s}"
                        .formatted(request.path("id").asLong(), answer));
        if (command.equals("watch")) {
            watchers.add(client);
            send(client, "{\"event\":\"state\",\"state\":" + state.replace("\n", " ") + "}");
        }
        if (command.equals("launch")) {
            state(launched);
        }
    }

    /** Returns the interfaces that the guest was launched with, as QEMU lists devices. */
    private ArrayNode interfaces() {
        ArrayNode devices = JSON.createArrayNode();
        requests("launch")
                .forEach(launch -> NIC.matcher(launch.toString())
                        .results()
                        .map(found -> found.group(1))
                        .distinct()
                        .forEach(id -> devices.addObject().put("name", id)));
        return devices;
    }

    /** Begins to write, as QEMU does before it answers. */
    private ObjectNode dump(JsonNode arguments) throws IOException {
        Files.createFile(Path.of(arguments.path("protocol").asText().replaceFirst("^file:", "")));
        dump = "active";
        return JSON.createObjectNode();
    }

    /** The dump that runs ends like this. */
    public void endDump(String status) {
        dump = status;
    }

    /** Returns what the guest was last asked to take, as QEMU tells of a guest that has taken it. */
    private ArrayNode memory() {
        ArrayNode devices = JSON.createArrayNode();
        requests("qmp").stream()
                .filter(request -> request.path("execute").asText().equals("qom-set"))
                .reduce((first, second) -> second)
                .ifPresent(set -> devices.addObject()
                        .put("type", "virtio-mem")
                        .putObject("data")
                        .put("id", set.path("arguments").path("path").asText().replaceFirst(".*/", ""))
                        .put("size", set.path("arguments").path("value").asLong()));
        return devices;
    }

    /** A state of a running guest, with more fields if given. */
    public static String running(String more) {
        return "{\"phase\":\"Running\",\"accelerator\":\"tcg\",\"qemuVersion\":\"7.2.22\","
                + "\"launchedAt\":\"2026-01-02T03:04:05Z\",\"guest\":{\"connected\":false}" + more + "}";
    }

    private static void send(SocketChannel client, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : clients) {
            client.close();
        }
    }
}
