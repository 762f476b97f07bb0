package dev.slipway.standalone.apiserver.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Speaks HTTP with an API server and shows exactly what it answers. */
public final class ApiClient implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final URI base;
    private final Optional<String> token;
    private final HttpClient http;

    public ApiClient(URI base, Optional<String> token) {
        this.base = base;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(DEADLINE)
                .sslContext(trustingAnyone())
                .build();
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
        HttpRequest.Builder request = request(path).header("Accept", accept).timeout(DEADLINE);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        request.method(
                method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
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

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).header("User-Agent", "contract/1.0");
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    /** The suite is pointed at throw-away servers, whose certificates nobody signed. */
    private static SSLContext trustingAnyone() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
