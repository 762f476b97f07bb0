package dev.slipway.importer.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A registry on loopback, without TLS, that lets in whom it is told to. */
final class ImageRegistry implements AutoCloseable {
    private static final String TOKEN = "only-this-";

    private final HttpServer server;
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String account = "";
    private volatile int lasting = Integer.MAX_VALUE;
    private final AtomicInteger issued = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private volatile String realm;
    private volatile String elsewhere = "";

    ImageRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", this::answer);
        server.createContext("/token", this::token);
        server.start();
        realm = "http://" + host() + "/token";
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url(String name) {
        return "docker://" + host() + "/" + name;
    }

    List<String> asked() {
        return asked;
    }

    /** From now on wants {@code user:password}. */
    void admitOnly(String userAndPassword) {
        account = userAndPassword;
    }

    /** From now on gives tokens that are good for so many requests. */
    void expire(int requests) {
        lasting = requests;
    }

    /** From now on sends whoever wants a token to this URL. */
    void realm(String url) {
        realm = url;
    }

    /** From now on redirects all to the registry of this host. */
    void redirect(String host) {
        elsewhere = host;
    }

    /** Stores an image of these layers under {@code repository:tag}; returns the digest of its manifest. */
    String push(String repository, String tag, byte[]... layers) {
        String list = IntStream.range(0, layers.length)
                .mapToObj(i -> "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
                        + blob(repository, layers[i]) + "\",\"size\":" + layers[i].length + "}")
                .collect(Collectors.joining(","));
        return manifest(repository, tag, "{\"schemaVersion\":2,\"layers\":[" + list + "]}");
    }

    /** Stores a list that offers images by their architecture. */
    String pushList(String repository, String tag, Map<String, String> digests) {
        String list = digests.entrySet().stream()
                .map(one -> "{\"digest\":\"" + one.getValue() + "\",\"platform\":{\"os\":\"linux\",\"architecture\":\""
                        + one.getKey() + "\"}}")
                .collect(Collectors.joining(","));
        return manifest(repository, tag, "{\"schemaVersion\":2,\"manifests\":[" + list + "]}");
    }

    /** Sends another byte at this place of a layer from now on. */
    void spoil(String repository, byte[] layer, int at) {
        byte[] other = layer.clone();
        other[at] ^= 1;
        stored.put("/v2/" + repository + "/blobs/" + Digests.of(layer), other);
    }

    private String blob(String repository, byte[] bytes) {
        String digest = Digests.of(bytes);
        stored.put("/v2/" + repository + "/blobs/" + digest, bytes);
        return digest;
    }

    private String manifest(String repository, String tag, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        String digest = Digests.of(bytes);
        stored.put("/v2/" + repository + "/manifests/" + tag, bytes);
        stored.put("/v2/" + repository + "/manifests/" + digest, bytes);
        return digest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        if (!elsewhere.isEmpty()) {
            exchange.getResponseHeaders().add("Location", "http://" + elsewhere + path);
            send(exchange, 307, new byte[0]);
            return;
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (!account.isEmpty() && (!("Bearer " + TOKEN + issued.get()).equals(given) || left.getAndDecrement() <= 0)) {
            exchange.getResponseHeaders()
                    .add(
                            "WWW-Authenticate",
                            "Bearer realm=\"" + realm + "\",service=\"test\",scope=\"repository:x:pull\"");
            send(exchange, 401, new byte[0]);
            return;
        }
        byte[] found = path.equals("/v2/") ? new byte[] {'{', '}'} : stored.get(path);
        send(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
    }

    private void token(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().toString());
        String basic = "Basic " + Base64.getEncoder().encodeToString(account.getBytes(UTF_8));
        boolean known = basic.equals(exchange.getRequestHeaders().getFirst("Authorization"));
        left.set(lasting);
        send(exchange, known ? 200 : 401, ("{\"token\":\"" + TOKEN + issued.incrementAndGet() + "\"}").getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
