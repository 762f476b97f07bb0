package dev.slipway.standalone.images;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A registry on loopback without TLS, with images of one layer. */
final class RegistryServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();

    RegistryServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Stores an image under {@code repository:tag}; returns the digest of its manifest. */
    String push(String repository, String tag, byte[] layer) {
        String digest = digest(layer);
        stored.put("/v2/" + repository + "/blobs/" + digest, layer);
        byte[] manifest = ("{\"schemaVersion\":2,\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\","
                        + "\"digest\":\"" + digest + "\"}]}")
                .getBytes(UTF_8);
        stored.put("/v2/" + repository + "/manifests/" + tag, manifest);
        stored.put("/v2/" + repository + "/manifests/" + digest(manifest), manifest);
        return digest(manifest);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] found = stored.get(exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(found == null ? 404 : 200, found == null ? -1 : found.length);
        try (var out = exchange.getResponseBody()) {
            out.write(found == null ? new byte[0] : found);
        }
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
