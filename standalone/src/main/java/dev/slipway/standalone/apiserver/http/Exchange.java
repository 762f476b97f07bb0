package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.request.Credentials;
import dev.slipway.standalone.apiserver.status.Problem;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** One HTTP request with its whole body, and the way to answer it from any thread. */
final class Exchange {
    private final HttpServerRequest request;
    private final Context context;
    private final Buffer body;
    private final List<String> path;

    Exchange(HttpServerRequest request, Context context, Buffer body) {
        this.request = request;
        this.context = context;
        this.body = body;
        this.path = segments(request.path());
    }

    /** Returns the decoded segments of a path, without empty ones. */
    static List<String> segments(String path) {
        return Arrays.stream(path.split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    HttpServerRequest request() {
        return request;
    }

    Context context() {
        return context;
    }

    String method() {
        return request.method().name();
    }

    List<String> path() {
        return path;
    }

    MultiMap query() {
        return request.params();
    }

    Buffer body() {
        return body;
    }

    String header(String name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    /** Returns the media type of the body without parameters. */
    String contentType() {
        return header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    boolean isWebSocket() {
        return header("Upgrade").equalsIgnoreCase("websocket");
    }

    Credentials credentials() {
        return new Credentials(
                request.headers(), clientCertificate(), request.remoteAddress().hostAddress());
    }

    private Optional<X509Certificate> clientCertificate() {
        SSLSession session = request.sslSession();
        if (session == null) {
            return Optional.empty();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    void reply(int code, String contentType, Buffer content) {
        reply(code, contentType, content, List.of());
    }

    void reply(int code, String contentType, Buffer content, List<String> warnings) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set("Cache-Control", "no-cache, private");
        warnings.forEach(warning -> headers.add("Warning", "299 - " + quoted(warning)));
        reply(code, contentType, content, headers);
    }

    void reply(int code, String contentType, Buffer content, Map<String, String> headers) {
        reply(code, contentType, content, MultiMap.caseInsensitiveMultiMap().addAll(headers));
    }

    private void reply(int code, String contentType, Buffer content, MultiMap headers) {
        context.runOnContext(_ -> {
            HttpServerResponse response = request.response();
            if (!request.isEnded()) {
                request.resume();
            }
            if (response.ended() || response.closed()) {
                return;
            }
            response.setStatusCode(code).putHeader("Content-Type", contentType);
            // One by one: only so does Vert.x write names in lower case, which HTTP/2 demands.
            headers.forEach((name, value) -> response.headers().add(name, value));
            response.end(content);
        });
    }

    void reply(Problem problem, List<String> warnings) {
        reply(problem.code(), "application/json", Buffer.buffer(Json.bytes(problem.toJson())), warnings);
    }

    void reply(int code, String text) {
        reply(code, "text/plain; charset=utf-8", Buffer.buffer(text));
    }

    private static String quoted(String warning) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < warning.length(); i++) {
            char c = warning.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        return quoted.append('"').toString();
    }
}
