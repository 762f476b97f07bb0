package dev.slipway.standalone.recorded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An API server, embedded or real, as an admin reaches it who may act as anybody. */
public final class RecordedApi implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    /** The account that writes the status of machines, here and in the recordings. */
    static final String RECORDED_CONTROLLER = "system:serviceaccount:kubevirt:kubevirt-controller";

    private static final Path RECORDED = Path.of("..", "..", "shared", "data", "kubevirt", "recorded");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String MERGE = "application/merge-patch+json";

    private final URI address;
    private final Optional<String> token;
    private final String controller;
    private final HttpClient http;
    private final Map<String, Map<String, JsonNode>> kinds = new ConcurrentHashMap<>();

    /**
     * @param address where the API server is
     * @param token of an admin
     * @param controller the account that may write the status of machines
     */
    public RecordedApi(URI address, String token, String controller) {
        this(address, Optional.of(token), controller, HttpClient.newBuilder());
    }

    /**
     * @param token of an admin, if not a certificate says that it is one
     * @param http trusts the server
     */
    public RecordedApi(URI address, Optional<String> token, String controller, HttpClient.Builder http) {
        this.address = address;
        this.token = token;
        this.controller = controller;
        this.http = http.version(HttpClient.Version.HTTP_1_1).build();
    }

    /**
     * What the server said.
     *
     * @param code HTTP status
     * @param body JSON, or text
     * @param warnings of the {@code Warning} headers
     */
    record Reply(int code, JsonNode body, List<String> warnings) {
        boolean isSuccess() {
            return code < 300;
        }
    }

    static boolean isThere() {
        return Files.isDirectory(RECORDED);
    }

    static List<JsonNode> cases(String file) throws IOException {
        List<JsonNode> cases = new ArrayList<>();
        for (String line : Files.readAllLines(RECORDED.resolve(file), UTF_8)) {
            cases.add(JSON.readTree(line));
        }
        return cases;
    }

    static JsonNode document(String file) throws IOException {
        return JSON.readTree(RECORDED.resolve(file).toFile());
    }

    String controller() {
        return controller;
    }

    /** Returns the user that acts here for one in the recordings. */
    String user(String recorded) {
        return recorded.equals(RECORDED_CONTROLLER) ? controller : recorded;
    }

    Reply send(String method, String path, Optional<JsonNode> body, String type, Optional<String> user) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                .timeout(PATIENCE)
                .header("Accept", "application/json, */*")
                .method(
                        method,
                        body.map(content -> BodyPublishers.ofString(text(content)))
                                .orElseGet(BodyPublishers::noBody));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        body.ifPresent(_ -> request.header("Content-Type", type));
        user.ifPresent(name -> request.header("Impersonate-User", name));
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString(UTF_8));
            return new Reply(
                    response.statusCode(),
                    read(response.body()),
                    response.headers().allValues("Warning"));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A body that is text is no JSON on purpose. */
    private static String text(JsonNode content) {
        return content.isTextual() ? content.asText() : content.toString();
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body.isEmpty() ? "null" : body);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(body);
        }
    }

    Reply get(String path) {
        return send("GET", path, Optional.empty(), "", Optional.empty());
    }

    Reply post(String path, JsonNode object) {
        return send("POST", path, Optional.of(object), "application/json", Optional.empty());
    }

    Reply postAsController(String path, JsonNode object) {
        return send("POST", path, Optional.of(object), "application/json", Optional.of(controller));
    }

    /** Writes a status as the controller does; {@code place} has none of its own if {@code /status} is left out. */
    Reply writeStatus(String place, boolean apart, JsonNode status) {
        ObjectNode patch = JSON.createObjectNode();
        patch.set("status", status);
        return send("PATCH", place + (apart ? "/status" : ""), Optional.of(patch), MERGE, Optional.of(controller));
    }

    /** Deletes an object although it has finalizers. */
    void remove(String place) {
        ObjectNode now = JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "DeleteOptions")
                .put("gracePeriodSeconds", 0);
        Reply deleted = send("DELETE", place, Optional.of(now), "application/json", Optional.empty());
        if (deleted.isSuccess()) {
            ObjectNode free = JSON.createObjectNode();
            free.putObject("metadata").putNull("finalizers");
            send("PATCH", place, Optional.of(free), MERGE, Optional.of(controller));
        }
    }

    /** Returns the path of the collection of a kind, found by discovery; empty if it is not served. */
    Optional<String> collection(String version, String kind, String namespace) {
        String root = version.contains("/") ? "/apis/" + version : "/api/" + version;
        Map<String, JsonNode> served = kinds.computeIfAbsent(version, _ -> {
            Map<String, JsonNode> found = new HashMap<>();
            for (JsonNode resource : get(root).body().path("resources")) {
                if (!resource.path("name").asText().contains("/")) {
                    found.put(resource.path("kind").asText(), resource);
                }
            }
            return found;
        });
        return Optional.ofNullable(served.get(kind))
                .map(resource -> root
                        + (resource.path("namespaced").asBoolean() ? "/namespaces/" + namespace : "")
                        + "/"
                        + resource.path("name").asText());
    }

    Optional<String> collection(JsonNode object, String namespace) {
        return collection(
                object.path("apiVersion").asText(),
                object.path("kind").asText(),
                object.at("/metadata/namespace").asText(namespace));
    }

    void makeNamespace(String name) {
        ObjectNode namespace = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        namespace.putObject("metadata").put("name", name);
        post("/api/v1/namespaces", namespace);
    }

    /** Gives a user every right. */
    void allowEverything(String user) {
        ObjectNode binding = JSON.createObjectNode()
                .put("apiVersion", "rbac.authorization.k8s.io/v1")
                .put("kind", "ClusterRoleBinding");
        binding.putObject("metadata").put("name", "recorded-" + user.replaceAll("[^a-z0-9]", "-"));
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", "ClusterRole")
                .put("name", "cluster-admin");
        binding.putArray("subjects")
                .addObject()
                .put("kind", "User")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("name", user);
        post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding);
    }

    /** Returns the metadata of the KubeVirt resource, if there is one. */
    Optional<JsonNode> installation() {
        JsonNode found = get("/apis/kubevirt.io/v1/kubevirts").body().path("items");
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0).path("metadata"));
    }

    /** Returns the path of the KubeVirt resource. */
    String installationPlace() {
        JsonNode metadata = installation().orElseThrow();
        return "/apis/kubevirt.io/v1/namespaces/%s/kubevirts/%s"
                .formatted(
                        metadata.path("namespace").asText(),
                        metadata.path("name").asText());
    }

    /** Sets {@code spec.configuration} of the KubeVirt resource, which is made if there is none. */
    void configure(JsonNode configuration) {
        if (installation().isEmpty()) {
            makeNamespace("kubevirt");
            ObjectNode installation =
                    JSON.createObjectNode().put("apiVersion", "kubevirt.io/v1").put("kind", "KubeVirt");
            installation.putObject("metadata").put("name", "kubevirt").put("namespace", "kubevirt");
            installation.putObject("spec").set("configuration", configuration);
            demand(post("/apis/kubevirt.io/v1/namespaces/kubevirt/kubevirts", installation));
            return;
        }
        ObjectNode operation = JSON.createObjectNode().put("op", "add").put("path", "/spec/configuration");
        operation.set("value", configuration);
        demand(send(
                "PATCH",
                installationPlace(),
                Optional.of(JSON.createArrayNode().add(operation)),
                "application/json-patch+json",
                Optional.empty()));
    }

    static Reply demand(Reply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException(reply.code() + " " + reply.body());
        }
        return reply;
    }

    @Override
    public void close() {
        http.close();
    }
}
