package dev.slipway.nodeagent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * As much of a Kubernetes API as a node-agent uses: get, list and watch with label and node selectors, create, and merge
 * patches that honour a resourceVersion. The embedded API server cannot be used here, because it is built after this.
 */
public final class FakeKubernetes implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Event(String type, ObjectNode object) {}

    private record Watcher(String collection, Map<String, String> query, LinkedBlockingQueue<Event> events) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final List<String> patches = new ArrayList<>();
    private long version = 100;
    private volatile boolean closed;

    public FakeKubernetes() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Returns a client of this API. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
    }

    /** Stores an object and tells the watchers. */
    public synchronized void put(String path, Object value) {
        ObjectNode object = value instanceof String text ? yaml(text) : JSON.valueToTree(value);
        boolean known = objects.containsKey(path);
        store(path, object, known ? "MODIFIED" : "ADDED");
    }

    private static ObjectNode yaml(String text) {
        return JSON.valueToTree(Serialization.unmarshal("---\n" + text, Map.class));
    }

    /** Removes an object and tells the watchers. */
    public synchronized void remove(String path) {
        ObjectNode object = objects.remove(path);
        if (object != null) {
            tell(path, new Event("DELETED", object));
        }
    }

    /** Returns an object as it is stored. */
    public synchronized Optional<JsonNode> get(String path) {
        return Optional.ofNullable(objects.get(path)).map(JsonNode::deepCopy);
    }

    /** Returns the objects whose path begins so. */
    public synchronized List<JsonNode> all(String prefix) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .<JsonNode>map(entry -> entry.getValue().deepCopy())
                .toList();
    }

    /** Returns the paths that were patched, in order. */
    public synchronized List<String> patches() {
        return List.copyOf(patches);
    }

    private void store(String path, ObjectNode object, String type) {
        object.withObject("/metadata").put("resourceVersion", Long.toString(++version));
        objects.put(path, object);
        tell(path, new Event(type, object.deepCopy()));
    }

    private void tell(String path, Event event) {
        watchers.stream()
                .filter(watcher -> isIn(watcher.collection(), path))
                .filter(watcher -> matches(event.object(), watcher.query()))
                .forEach(watcher -> watcher.events().add(event));
    }

    /** "/apis/g/v1/kinds" holds "/apis/g/v1/namespaces/x/kinds/name" too. */
    private static boolean isIn(String collection, String path) {
        return path.replaceFirst("/namespaces/[^/]+(?=/[^/]+/)", "")
                        .replaceFirst("/[^/]+$", "")
                        .equals(collection.replaceFirst("/namespaces/[^/]+(?=/)", ""))
                && (!collection.contains("/namespaces/") || path.startsWith(collection));
    }

    private static boolean matches(JsonNode object, Map<String, String> query) {
        String label = query.getOrDefault("labelSelector", "");
        String field = query.getOrDefault("fieldSelector", "");
        if (!label.isEmpty()) {
            String[] pair = label.split("=", 2);
            if (!object.path("metadata").path("labels").path(pair[0]).asText("").equals(pair[1])) {
                return false;
            }
        }
        return field.isEmpty()
                || !field.startsWith("spec.nodeName=")
                || object.path("spec").path("nodeName").asText("").equals(field.substring("spec.nodeName=".length()));
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Map<String, String> query = query(exchange);
            if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                // The client then watches by plain HTTP.
                answer(exchange, 200, status(200, "no websockets here"));
            } else if (query.containsKey("watch")) {
                watch(exchange, path, query);
            } else {
                switch (exchange.getRequestMethod()) {
                    case "GET" -> read(exchange, path, query);
                    case "POST" -> create(exchange, path);
                    case "PATCH" -> patch(exchange, path);
                    default -> answer(exchange, 405, status(405, "not allowed"));
                }
            }
        }
    }

    private void read(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        ObjectNode list = JSON.createObjectNode();
        Optional<JsonNode> one = get(path);
        if (one.isPresent()) {
            answer(exchange, 200, one.get());
            return;
        }
        if (path.matches(".*/(pods|nodes|virtualmachineinstances)")) {
            synchronized (this) {
                list.put("kind", "List").put("apiVersion", "v1");
                list.putObject("metadata").put("resourceVersion", Long.toString(version));
                var items = list.putArray("items");
                objects.forEach((key, object) -> {
                    if (isIn(path, key) && matches(object, query)) {
                        items.add(object.deepCopy());
                    }
                });
            }
            answer(exchange, 200, list);
            return;
        }
        answer(exchange, 404, status(404, path + " not found"));
    }

    private void create(HttpExchange exchange, String path) throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(exchange.getRequestBody());
        synchronized (this) {
            store(path + "/" + object.path("metadata").path("name").asText(), object, "ADDED");
        }
        answer(exchange, 201, object);
    }

    private void patch(HttpExchange exchange, String path) throws IOException {
        JsonNode patch = JSON.readTree(exchange.getRequestBody());
        ObjectNode answer;
        int code = 200;
        synchronized (this) {
            ObjectNode object = objects.get(path);
            JsonNode wanted = patch.path("metadata").path("resourceVersion");
            if (object == null) {
                answer = status(404, path + " not found");
                code = 404;
            } else if (wanted.isTextual()
                    && !wanted.equals(object.path("metadata").path("resourceVersion"))) {
                answer = status(409, "the object has been modified");
                code = 409;
            } else {
                answer = object.deepCopy();
                merge(answer, patch);
                store(path, answer, "MODIFIED");
                patches.add(path);
            }
        }
        answer(exchange, code, answer);
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                target.remove(entry.getKey());
            } else if (entry.getValue().isObject()) {
                if (!target.path(entry.getKey()).isObject()) {
                    target.putObject(entry.getKey());
                }
                merge((ObjectNode) target.path(entry.getKey()), entry.getValue());
            } else {
                target.set(entry.getKey(), entry.getValue());
            }
        });
    }

    private void watch(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        var watcher = new Watcher(path, query, new LinkedBlockingQueue<>());
        synchronized (this) {
            long since = Long.parseLong(query.getOrDefault("resourceVersion", "0"));
            objects.forEach((key, object) -> {
                if (isIn(path, key)
                        && matches(object, query)
                        && object.path("metadata").path("resourceVersion").asLong() > since) {
                    watcher.events().add(new Event("MODIFIED", object.deepCopy()));
                }
            });
            watchers.add(watcher);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        try {
            out.flush();
            while (!closed) {
                Event event = watcher.events().poll(200, TimeUnit.MILLISECONDS);
                if (event != null) {
                    ObjectNode line = JSON.createObjectNode().put("type", event.type());
                    line.set("object", event.object());
                    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                watchers.remove(watcher);
            }
        }
    }

    private static ObjectNode status(int code, String message) {
        return JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("code", code)
                .put("message", message);
    }

    private static void answer(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String text = exchange.getRequestURI().getQuery();
        Map<String, String> query = new TreeMap<>();
        if (text != null) {
            Arrays.stream(text.split("&"))
                    .map(pair -> pair.split("=", 2))
                    .forEach(pair -> query.put(pair[0], pair.length > 1 ? pair[1] : ""));
        }
        if ("false".equals(query.get("watch"))) {
            query.remove("watch");
        }
        return query;
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
