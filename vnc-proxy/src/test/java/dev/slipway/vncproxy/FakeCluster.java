package dev.slipway.vncproxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** An API server that knows objects by path, applies JSON patches and reviews access as a test says. */
public final class FakeCluster {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KUBEVIRT = "/apis/kubevirt.io/v1/namespaces/";

    private final HttpServer server;
    private final Map<String, JsonNode> objects = new ConcurrentHashMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final List<String> reads = new CopyOnWriteArrayList<>();
    private final List<JsonNode> reviews = new CopyOnWriteArrayList<>();
    private volatile Predicate<JsonNode> allowed = review -> true;

    /** Starts an empty one. */
    public static FakeCluster start(Vertx vertx) {
        return new FakeCluster(vertx);
    }

    private FakeCluster(Vertx vertx) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Returns a client of it. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.actualPort())
                        .build())
                .build();
    }

    /** Stores a VirtualMachine in namespace {@code ns}. */
    public void machine(String name, String spec, String status) {
        put(KUBEVIRT + "ns/virtualmachines/" + name, object("kubevirt.io/v1", "VirtualMachine", name, spec, status));
    }

    /** Stores a VirtualMachineInstance in namespace {@code ns}. */
    public void instance(String name, String spec, String status) {
        put(
                KUBEVIRT + "ns/virtualmachineinstances/" + name,
                object("kubevirt.io/v1", "VirtualMachineInstance", name, spec, status));
    }

    /** Stores a Node with the address of its node-agent. */
    public void node(String name, URI agent) {
        ObjectNode node = object("v1", "Node", name, "{}", "{}");
        ((ObjectNode) node.get("metadata")).putObject("annotations").put("slipway.dev/node-agent", agent.toString());
        put("/api/v1/nodes/" + name, node);
    }

    /** Stores an instance type of {@code cpus} CPUs and {@code memory} in namespace {@code ns}. */
    public void instancetype(String name, int cpus, String memory) {
        String spec = "{\"cpu\":{\"guest\":%d},\"memory\":{\"guest\":\"%s\"}}".formatted(cpus, memory);
        put(
                "/apis/instancetype.kubevirt.io/v1beta1/namespaces/ns/virtualmachineinstancetypes/" + name,
                object("instancetype.kubevirt.io/v1beta1", "VirtualMachineInstancetype", name, spec, "{}"));
    }

    /** Stores a VirtualMachineTemplate in namespace {@code ns}. */
    public void template(String name, String spec) {
        put(
                "/apis/template.kubevirt.io/v1beta1/namespaces/ns/virtualmachinetemplates/" + name,
                object("template.kubevirt.io/v1beta1", "VirtualMachineTemplate", name, spec, "{}"));
    }

    /** Stores the Secret of console tickets. */
    public void ticketKey(byte[] key) {
        ObjectNode secret = object("v1", "Secret", "console-tickets", "{}", "{}");
        secret.putObject("data").put("key", Base64.getEncoder().encodeToString(key));
        put("/api/v1/namespaces/slipway/secrets/console-tickets", secret);
    }

    private static ObjectNode object(String version, String kind, String name, String spec, String status) {
        try {
            ObjectNode object =
                    JSON.createObjectNode().put("apiVersion", version).put("kind", kind);
            object.putObject("metadata")
                    .put("name", name)
                    .put("namespace", "ns")
                    .put("uid", "uid-" + name)
                    .put("resourceVersion", "1");
            object.set("spec", JSON.readTree(spec));
            object.set("status", JSON.readTree(status));
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void put(String path, JsonNode object) {
        objects.put(path, object);
    }

    /** Allows only what {@code predicate} says of the review's spec. */
    public void allow(Predicate<JsonNode> predicate) {
        allowed = predicate;
    }

    /** Returns the specs of access reviews. */
    public List<JsonNode> reviews() {
        return reviews;
    }

    /** Returns writes: method, path with query, body. */
    public List<String> writes() {
        return writes;
    }

    /** Returns a stored machine. */
    public JsonNode machine(String name) {
        return objects.getOrDefault(KUBEVIRT + "ns/virtualmachines/" + name, JSON.nullNode());
    }

    /** Returns how often an object at a path that ends so was asked for. */
    public long reads(String end) {
        return reads.stream().filter(path -> path.endsWith(end)).count();
    }

    private void serve(HttpServerRequest request, Buffer body) {
        try {
            JsonNode answer = answer(request, body);
            request.response()
                    .setStatusCode(
                            answer.path("kind").asText().equals("Status")
                                    ? answer.path("code").asInt()
                                    : 200)
                    .putHeader("content-type", "application/json")
                    .end(answer.toString());
        } catch (JsonProcessingException e) {
            request.response().setStatusCode(400).end();
        }
    }

    private JsonNode answer(HttpServerRequest request, Buffer body) throws JsonProcessingException {
        if (request.path().endsWith("/subjectaccessreviews")) {
            ObjectNode review = (ObjectNode) JSON.readTree(body.toString());
            reviews.add(review.get("spec"));
            review.putObject("status").put("allowed", allowed.test(review.get("spec")));
            return review;
        }
        if (request.method().equals(HttpMethod.GET)) {
            reads.add(request.path());
        } else {
            String user = request.getHeader("Impersonate-User");
            writes.add(
                    "%s %s %s%s".formatted(request.method(), request.uri(), body, user == null ? "" : " as " + user));
        }
        if (request.method().equals(HttpMethod.POST) && request.path().endsWith("/virtualmachines")) {
            return JSON.readTree(body.toString());
        }
        if (request.method().equals(HttpMethod.POST) && request.path().endsWith("/events")) {
            JsonNode event = JSON.readTree(body.toString());
            String name = request.path() + "/" + event.at("/metadata/name").asText();
            return objects.putIfAbsent(name, event) == null ? event : status(409, "AlreadyExists", "already exists");
        }
        String path = request.path().replaceFirst("/status$", "");
        JsonNode stored = objects.get(path);
        if (request.method().equals(HttpMethod.DELETE)) {
            return JSON.createObjectNode().put("kind", "PodList").put("apiVersion", "v1");
        }
        if (path.endsWith("/pods")) {
            return podList();
        }
        if (path.endsWith("/kubevirts")) {
            ObjectNode none =
                    JSON.createObjectNode().put("kind", "KubeVirtList").put("apiVersion", "kubevirt.io/v1");
            none.putArray("items");
            return none;
        }
        if (stored == null) {
            return status(404, "NotFound", "not found");
        }
        return request.method().equals(HttpMethod.PATCH) ? patch(path, stored, body, request.query()) : stored;
    }

    private static JsonNode podList() {
        ObjectNode list = JSON.createObjectNode().put("kind", "PodList").put("apiVersion", "v1");
        ObjectNode pod = list.putArray("items").addObject().put("kind", "Pod").put("apiVersion", "v1");
        pod.putObject("metadata").put("name", "virt-launcher-x").put("namespace", "ns");
        return list;
    }

    private JsonNode patch(String path, JsonNode stored, Buffer body, String query) throws JsonProcessingException {
        try {
            JsonNode changed = JsonPatch.apply(JSON.readTree(body.toString()), stored);
            if (query == null || !query.contains("dryRun")) {
                objects.put(path, changed);
            }
            return changed;
        } catch (JsonPatchException e) {
            return status(422, "Invalid", "the server rejected our request due to an error in our request");
        }
    }

    private static JsonNode status(int code, String reason, String message) {
        return JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("reason", reason)
                .put("message", message)
                .put("code", code);
    }

    /** Stops it. */
    public void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
