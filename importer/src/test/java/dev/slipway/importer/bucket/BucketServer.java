package dev.slipway.importer.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Serves objects with ranges to whom it lets in; knows Signature Version 4 from its description, not from a library. */
final class BucketServer implements AutoCloseable {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> ranges = new CopyOnWriteArrayList<>();

    BucketServer(Predicate<HttpExchange> admits) throws IOException {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange, admits.test(exchange));
            }
        });
        server.start();
    }

    /** Stores an object under a path as servers write it: all but unreserved characters escaped. */
    void put(String path, byte[] content) {
        objects.put(path, content);
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Returns the ranges that were asked for. */
    List<String> ranges() {
        return ranges;
    }

    private void answer(HttpExchange exchange, boolean admitted) throws IOException {
        byte[] content = objects.get(exchange.getRequestURI().getRawPath());
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (!admitted || content == null || range == null) {
            exchange.sendResponseHeaders(admitted ? 404 : 403, -1);
            return;
        }
        ranges.add(range);
        String[] bounds = range.substring(6).split("-");
        int from = Integer.parseInt(bounds[0]);
        int to = Math.min(Integer.parseInt(bounds[1]) + 1, content.length);
        exchange.getResponseHeaders().set("ETag", "\"one\"");
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
        exchange.sendResponseHeaders(206, to - from);
        exchange.getResponseBody().write(content, from, to - from);
    }

    /** Returns whether a request is signed as this key in this region (AWS, "Authenticating Requests", Signature Version 4). */
    static boolean isSigned(HttpExchange exchange, String key, String secret, String region) {
        Matcher given = AUTHORIZATION.matcher(
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (!given.matches() || !given.group(1).equals(key) || !given.group(3).equals(region)) {
            return false;
        }
        String[] names = given.group(4).split(";");
        if (!Arrays.asList(names).contains("host") || !Arrays.asList(names).contains("x-amz-date")) {
            return false;
        }
        String headers = Arrays.stream(names)
                .map(name ->
                        name + ":" + exchange.getRequestHeaders().getFirst(name).strip() + "\n")
                .collect(Collectors.joining());
        String request = "GET\n" + exchange.getRequestURI().getRawPath() + "\n\n" + headers + "\n" + given.group(4)
                + "\n" + exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        String date = exchange.getRequestHeaders().getFirst("x-amz-date");
        return signature(secret, date, region, request).equals(given.group(5)) && date.startsWith(given.group(2));
    }

    /** Returns the signature of a canonical request. */
    static String signature(String secret, String date, String region, String request) {
        try {
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(request.getBytes(UTF_8)));
            String day = date.substring(0, 8);
            byte[] signing =
                    hmac(hmac(hmac(hmac(("AWS4" + secret).getBytes(UTF_8), day), region), "s3"), "aws4_request");
            String text = "AWS4-HMAC-SHA256\n" + date + "\n" + day + "/" + region + "/s3/aws4_request\n" + hash;
            return HexFormat.of().formatHex(hmac(signing, text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
