package dev.slipway.standalone.apiserver.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Speaks HTTP with an API server and shows exactly what it answers. */
public final class ApiClient implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final URI base;
    private final List<Header> headers;
    private final HttpClient http;

    /** A header of each request. */
    private record Header(String name, String value) {}

    private ApiClient(URI base, List<Header> headers, HttpClient http) {
        this.base = base;
        this.headers = List.copyOf(headers);
        this.http = http;
    }

    /** Speaks without TLS. */
    public ApiClient(URI base, Optional<String> token) {
        this(base, authorization(token), HttpClient.newBuilder());
    }

    private ApiClient(URI base, List<Header> headers, HttpClient.Builder http) {
        this(
                base,
                headers,
                http.version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(DEADLINE)
                        .build());
    }

    /** Speaks as the user of a kubeconfig. */
    public static ApiClient of(Config config) {
        try {
            return new ApiClient(
                    URI.create(config.getMasterUrl()),
                    authorization(Optional.ofNullable(config.getOauthToken())
                            .or(() -> Optional.ofNullable(config.getAutoOAuthToken()))),
                    HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The certificates of " + config.getMasterUrl() + " cannot be used", e);
        }
    }

    private static List<Header> authorization(Optional<String> token) {
        return token.map(secret -> new Header("Authorization", "Bearer " + secret)).stream()
                .toList();
    }

    /** Returns a client on the same connections that acts for another. */
    public ApiClient as(String user, String... groups) {
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header("Impersonate-User", user));
        for (String group : groups) {
            all.add(new Header("Impersonate-Group", group));
        }
        return new ApiClient(base, all, http);
    }

    /** Returns a client on the same connections that sends one more header. */
    public ApiClient with(String name, String value) {
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header(name, value));
        return new ApiClient(base, all, http);
    }

    /** What came back. */
    public record Reply(int code, JsonNode body, String text, List<String> warnings, String contentType) {
        public String at(String pointer) {
            return body.at(pointer).asText();
        }

        public String message() {
            return body.path("message").asText();
        }

        public String resourceVersion() {
            return at("/metadata/resourceVersion");
        }
    }

    public Reply get(String path) {
        return send("GET", path, "", "", "application/json");
    }

    public Reply get(String path, String accept) {
        return send("GET", path, "", "", accept);
    }

    public Reply post(String path, String json) {
        return send("POST", path, "application/json", json, "application/json");
    }

    public Reply put(String path, String json) {
        return send("PUT", path, "application/json", json, "application/json");
    }

    public Reply merge(String path, String json) {
        return send("PATCH", path, "application/merge-patch+json", json, "application/json");
    }

    public Reply jsonPatch(String path, String json) {
        return send("PATCH", path, "application/json-patch+json", json, "application/json");
    }

    public Reply strategic(String path, String json) {
        return send("PATCH", path, "application/strategic-merge-patch+json", json, "application/json");
    }

    public Reply apply(String path, String manager, String yaml) {
        String query = (path.contains("?") ? "&" : "?") + "fieldManager=" + manager;
        return send("PATCH", path + query, "application/apply-patch+yaml", yaml, "application/json");
    }

    public Reply delete(String path) {
        return send("DELETE", path, "", "", "application/json");
    }

    public Reply delete(String path, String options) {
        return send("DELETE", path, "application/json", options, "application/json");
    }

    public Reply send(String method, String path, String contentType, String body, String accept) {
        return send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8), accept);
    }

    public Reply send(String method, String path, String contentType, byte[] body, String accept) {
        HttpRequest.Builder request = request(path).header("Accept", accept).timeout(DEADLINE);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        request.method(
                method,
                body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Reply(
                    response.statusCode(),
                    type.startsWith("application/json") ? JSON.readTree(response.body()) : MissingNode.getInstance(),
                    response.body(),
                    response.headers().allValues("Warning"),
                    type);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Opens a watch; the path has its query already. */
    public WatchReader watch(String path) {
        return watch(path, "application/json");
    }

    public WatchReader watch(String path, String accept) {
        return WatchReader.open(http, request(path).header("Accept", accept).build());
    }

    /** Returns what comes as it comes; the caller closes it. */
    public InputStream stream(String path) {
        try {
            return http.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public WebSocket webSocket(String path, WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(DEADLINE);
        headers.forEach(header -> builder.header(header.name(), header.value()));
        return builder.buildAsync(URI.create(base.resolve(path).toString().replaceFirst("^http", "ws")), listener)
                .join();
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).header("User-Agent", "contract/1.0");
        headers.forEach(header -> request.header(header.name(), header.value()));
        return request;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
