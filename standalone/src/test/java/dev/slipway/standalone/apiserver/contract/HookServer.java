package dev.slipway.standalone.apiserver.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.TlsMaterial;
import dev.slipway.standalone.apiserver.kubectl.SelfSigned;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Webhooks of a test on the loopback device, each at a path of its own. It notes what it is asked. */
final class HookServer implements AutoCloseable {
    /** What was asked. */
    record Asked(String path, String query, Map<String, List<String>> headers, JsonNode review) {
        JsonNode request() {
            return review.path("request");
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Path folder;
    private final TlsMaterial tls;
    private final HttpServer server;
    private final Map<String, Function<JsonNode, String>> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Set<String> endless = ConcurrentHashMap.newKeySet();
    private final Set<String> left = ConcurrentHashMap.newKeySet();

    HookServer() {
        try {
            folder = Files.createTempDirectory("slipway-hooks");
            tls = SelfSigned.in(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(tls.certificate().toString())
                                .addKeyPath(tls.key().toString())))
                .requestHandler(request -> request.bodyHandler(body -> answer(request, body)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** A path without an answer never gets one. */
    private void answer(HttpServerRequest request, Buffer body) {
        JsonNode review = tree(body.toString());
        asked.add(new Asked(request.path(), String.valueOf(request.query()), Map.of(), review));
        if (endless.contains(request.path())) {
            request.response().closeHandler(_ -> left.add(request.path()));
            request.response().setChunked(true).write("{");
            return;
        }
        Function<JsonNode, String> answer = answers.get(request.path());
        if (answer == null) {
            return;
        }
        String text = answer.apply(review.path("request"));
        if (text.matches("[0-9]{3} .*")) {
            request.response()
                    .setStatusCode(Integer.parseInt(text.substring(0, 3)))
                    .end(text.substring(4));
        } else {
            request.response().putHeader("Content-Type", "application/json").end(text);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return ApiClient.JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param answer from the request to the whole document, or to a status and a text */
    HookServer at(String path, Function<JsonNode, String> answer) {
        answers.put(path, answer);
        return this;
    }

    /** From now on nothing comes from there. */
    void silence(String path) {
        answers.remove(path);
    }

    /** An answer begins there that does not end. */
    void endless(String path) {
        endless.add(path);
    }

    /** Returns whether somebody left before such an answer had ended. */
    boolean wasLeft(String path) {
        return left.contains(path);
    }

    /** Returns a document that allows. */
    static String allowed(JsonNode request) {
        return review(request, "\"allowed\": true");
    }

    /** Returns a document that allows with changes. */
    static String patched(JsonNode request, String patch) {
        return review(
                request,
                "\"allowed\": true, \"patchType\": \"JSONPatch\", \"patch\": \"%s\""
                        .formatted(Base64.getEncoder().encodeToString(patch.getBytes(StandardCharsets.UTF_8))));
    }

    /** @param fields of the response beside its uid */
    static String review(JsonNode request, String fields) {
        return """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": {"uid": "%s", %s}}\
            """.formatted(request.path("uid").asText(), fields);
    }

    String url(String path) {
        return "https://127.0.0.1:" + server.actualPort() + path;
    }

    /** Returns its certificate as configurations have it. */
    String authority() {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(tls.certificate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what was asked at a path, in order. */
    List<Asked> asked(String path) {
        return asked.stream().filter(one -> one.path().equals(path)).toList();
    }

    @Override
    public void close() throws IOException {
        server.close().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Returns the fields of a webhook that all have, for a test to add others. */
    ObjectNode hook(Cluster cluster, String path) {
        return (ObjectNode)
                tree("""
                    {"name": "%1$s.slipway.dev", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                     "clientConfig": {"url": "%2$s", "caBundle": "%3$s"},
                     "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "%4$s"}},
                     "rules": [{"operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"]}]}\
                    """.formatted(path.substring(1) + ".contract", url(path), authority(), cluster.namespace()));
    }
}
