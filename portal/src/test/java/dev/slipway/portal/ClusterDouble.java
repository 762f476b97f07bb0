package dev.slipway.portal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * As much of a Kubernetes API as the portal asks for: lists, watches, one object, patches, deletes, access reviews. Rights are
 * decided by {@link #allow}; requests that change something are written down. The real one is tested with the portal in {@code standalone}.
 */
public final class ClusterDouble implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private long version = 1000;
    private volatile BiPredicate<String, JsonNode> rights = (_, _) -> true;

    /** A request that is not a plain reading. */
    public record Call(String method, String path, String body, String user) {}

    /** A prepared answer. */
    public record Reply(int status, String type, List<Byte> body) {
        /** Returns an answer of JSON. */
        public static Reply json(int status, String body) {
            return bytes(status, "application/json", body.getBytes(UTF_8));
        }

        /** Returns an answer of anything. */
        public static Reply bytes(int status, String type, byte[] body) {
            return new Reply(status, type, boxed(body));
        }
    }

    private static List<Byte> boxed(byte[] bytes) {
        List<Byte> boxed = new ArrayList<>(bytes.length);
        for (byte value : bytes) {
            boxed.add(value);
        }
        return List.copyOf(boxed);
    }

    private static byte[] unboxed(List<Byte> bytes) {
        byte[] plain = new byte[bytes.size()];
        for (int index = 0; index < plain.length; index++) {
            plain[index] = bytes.get(index);
        }
        return plain;
    }

    private record Watcher(String collection, BlockingQueue<String> events) {}

    private ClusterDouble(HttpServer server) {
        this.server = server;
    }

    /** Starts one on a free port of the loopback. */
    public static ClusterDouble start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ClusterDouble cluster = new ClusterDouble(server);
            server.createContext("/", cluster::answer);
            server.setExecutor(cluster.threads);
            server.start();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a kubeconfig for this double. */
    public void kubeconfig(Path file) {
        String text = """
                apiVersion: v1
                kind: Config
                clusters: [{name: double, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: portal, user: {token: portal}}]
                contexts: [{name: double, context: {cluster: double, user: portal}}]
                current-context: double
                """.formatted(server.getAddress().getPort());
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Decides access reviews: user and resourceAttributes. */
    public void allow(BiPredicate<String, JsonNode> decision) {
        rights = decision;
    }

    /** Answers a path with something prepared. */
    public void reply(String method, String path, Reply reply) {
        replies.put(method + " " + path, reply);
    }

    /** Answers a path as usual again. */
    public void forget(String method, String path) {
        replies.remove(method + " " + path);
    }

    /** Returns the requests that changed something, or asked for a subresource. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Puts all objects of a YAML text. "@-5m" in times means five minutes ago; units s, m, h, d. */
    public void putYaml(String yaml) {
        for (String document : timed(yaml).split("(?m)^---\\s*$")) {
            if (!document.isBlank()) {
                put(JSON.valueToTree(Serialization.unmarshal(document, Map.class)));
            }
        }
    }

    /** Puts an object; watchers are told. */
    public synchronized ObjectNode put(ObjectNode object) {
        ObjectNode metadata = object.withObject("/metadata");
        String path = collection(object) + "/" + metadata.path("name").asText();
        ObjectNode known = objects.get(path);
        metadata.put("resourceVersion", Long.toString(++version));
        if (!metadata.has("uid")) {
            metadata.put(
                    "uid",
                    known == null ? "uid-" + version : known.at("/metadata/uid").asText());
        }
        if (!metadata.has("creationTimestamp")) {
            metadata.put(
                    "creationTimestamp",
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        objects.put(path, object);
        tell(collection(object), known == null ? "ADDED" : "MODIFIED", object);
        return object;
    }

    /** Deletes an object; watchers are told. */
    public synchronized boolean delete(String path) {
        ObjectNode gone = objects.remove(path);
        if (gone != null) {
            tell(collection(gone), "DELETED", gone);
        }
        return gone != null;
    }

    /** Returns an object. */
    public synchronized Optional<ObjectNode> get(String path) {
        return Optional.ofNullable(objects.get(path));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static String timed(String yaml) {
        var pattern = java.util.regex.Pattern.compile("\"?@-(\\d+)([smhd])\"?");
        return pattern.matcher(yaml).replaceAll(match -> {
            long amount = Long.parseLong(match.group(1));
            ChronoUnit unit = switch (match.group(2)) {
                case "s" -> ChronoUnit.SECONDS;
                case "m" -> ChronoUnit.MINUTES;
                case "h" -> ChronoUnit.HOURS;
                default -> ChronoUnit.DAYS;
            };
            return "\"" + Instant.now().minus(amount, unit).truncatedTo(ChronoUnit.SECONDS) + "\"";
        });
    }

    private static String collection(JsonNode object) {
        String api = object.path("apiVersion").asText();
        String namespace = object.at("/metadata/namespace").asText("");
        String plural = switch (object.path("kind").asText()) {
            case "NetworkAttachmentDefinition" -> "network-attachment-definitions";
            case "StorageClass" -> "storageclasses";
            default -> object.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "s";
        };
        return (api.contains("/") ? "/apis/" : "/api/") + api + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                + "/" + plural;
    }

    private void tell(String collection, String type, ObjectNode object) {
        ObjectNode event = JSON.createObjectNode().put("type", type).set("object", object.deepCopy());
        watchers.stream()
                .filter(watcher -> within(collection, watcher.collection))
                .forEach(watcher -> watcher.events.add(event.toString() + "\n"));
    }

    /** Whether a collection is, or is in, the collection that a list of all namespaces asks for. */
    private static boolean within(String collection, String asked) {
        return collection.equals(asked)
                || collection.replaceFirst("/namespaces/[^/]+(?=/)", "").equals(asked);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = exchange.getRequestMethod();
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String user = String.valueOf(exchange.getRequestHeaders().getFirst("Impersonate-User"));
            Reply prepared = replies.get(method + " " + path);
            if ((!method.equals("GET") && !path.endsWith("accessreviews")) || prepared != null) {
                String query = exchange.getRequestURI().getQuery();
                calls.add(new Call(method, query == null ? path : path + "?" + query, body, user));
            }
            if (exchange.getRequestHeaders().containsKey("Upgrade")) {
                // no websockets here; clients then watch over plain HTTP
                send(exchange, 503, "text/plain", new byte[0]);
            } else if (prepared != null) {
                send(exchange, prepared.status(), prepared.type(), unboxed(prepared.body()));
            } else if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
                watch(exchange, path);
            } else {
                handle(exchange, method, path, body, user);
            }
        } catch (IOException _) {
            // the portal went away
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange, String method, String path, String body, String user)
            throws IOException {
        if (path.equals("/version")) {
            json(
                    exchange,
                    200,
                    JSON.createObjectNode().put("major", "1").put("minor", "34").put("gitVersion", "v1.34.0"));
        } else if (path.endsWith("/selfsubjectaccessreviews")) {
            ObjectNode review = (ObjectNode) JSON.readTree(body);
            review.putObject("status").put("allowed", rights.test(user, review.at("/spec/resourceAttributes")));
            json(exchange, 201, review);
        } else if (method.equals("GET")) {
            read(exchange, path);
        } else {
            change(exchange, method, path, body);
        }
    }

    private synchronized void read(HttpExchange exchange, String path) throws IOException {
        ObjectNode object = objects.get(path);
        if (object != null) {
            json(exchange, 200, object);
            return;
        }
        ObjectNode list = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        ArrayNode items = list.putArray("items");
        String last = path.substring(path.lastIndexOf('/') + 1);
        boolean plural = last.endsWith("s") && path.split("/").length % 2 == (path.startsWith("/apis/") ? 1 : 0);
        objects.forEach((key, value) -> {
            if (within(key.substring(0, key.lastIndexOf('/')), path)) {
                items.add(value);
            }
        });
        if (items.isEmpty() && !plural) {
            json(exchange, 404, status(404, "NotFound", path + " not found"));
        } else {
            json(exchange, 200, list);
        }
    }

    private synchronized void change(HttpExchange exchange, String method, String path, String body)
            throws IOException {
        boolean dryRun = String.valueOf(exchange.getRequestURI().getQuery()).contains("dryRun=All");
        switch (method) {
            case "DELETE" -> json(exchange, delete(path) ? 200 : 404, status(200, "", "deleted"));
            case "POST" -> json(exchange, 201, put((ObjectNode) JSON.readTree(body)));
            case "PATCH" -> {
                String type = exchange.getRequestHeaders().getFirst("Content-Type");
                JsonNode patch = JSON.valueToTree(Serialization.unmarshal(body, Map.class));
                ObjectNode known = objects.get(path);
                if (known == null && !type.contains("apply")) {
                    json(exchange, 404, status(404, "NotFound", path + " not found"));
                    return;
                }
                String wanted = patch.at("/metadata/resourceVersion").asText("");
                if (known != null
                        && !wanted.isEmpty()
                        && !wanted.equals(known.at("/metadata/resourceVersion").asText())) {
                    json(exchange, 409, status(409, "Conflict", "the object has been modified"));
                    return;
                }
                ObjectNode merged = known == null ? (ObjectNode) patch : merge(known.deepCopy(), patch);
                json(exchange, 200, dryRun ? merged : put(merged));
            }
            default -> send(exchange, 202, "application/json", new byte[0]);
        }
    }

    /** JSON merge patch, RFC 7396. */
    private static ObjectNode merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (entry.getValue().isObject()
                    && target.path(entry.getKey()).isObject()) {
                merge((ObjectNode) target.get(entry.getKey()), entry.getValue());
            } else {
                target.set(entry.getKey(), entry.getValue());
            }
        });
        return target;
    }

    private void watch(HttpExchange exchange, String path) throws IOException, InterruptedException {
        Watcher watcher = new Watcher(path, new LinkedBlockingQueue<>());
        long from = Long.parseLong(parameter(exchange, "resourceVersion"));
        synchronized (this) {
            List<ObjectNode> missed = new ArrayList<>();
            objects.forEach((key, value) -> {
                if (within(key.substring(0, key.lastIndexOf('/')), path)
                        && value.at("/metadata/resourceVersion").asLong() > from) {
                    missed.add(value);
                }
            });
            watchers.add(watcher);
            missed.forEach(object -> tell(path, "MODIFIED", object));
        }
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.flush();
            while (!Thread.currentThread().isInterrupted()) {
                String event = watcher.events.poll(1, TimeUnit.SECONDS);
                if (event != null) {
                    out.write(event.getBytes(UTF_8));
                    out.flush();
                }
            }
        } finally {
            watchers.remove(watcher);
        }
    }

    private static String parameter(HttpExchange exchange, String name) {
        for (String pair : exchange.getRequestURI().getQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "0";
    }

    private static ObjectNode status(int code, String reason, String message) {
        return JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", code < 300 ? "Success" : "Failure")
                .put("reason", reason)
                .put("message", message)
                .put("code", code);
    }

    private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        send(exchange, status, "application/json", JSON.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
