package dev.slipway.standalone.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the files of a directory with ranges and ETags, as slowly as asked; and redirects. */
final class ImageServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final int CHUNK = 256 << 10;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Path directory;
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private final Set<String> hosts = ConcurrentHashMap.newKeySet();
    private final AtomicLong sent = new AtomicLong();
    private volatile long pauseMillis;
    private volatile Pattern authorization = Pattern.compile(".*");

    private ImageServer(HttpServer server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /** Serves on every address of this machine. */
    static ImageServer start(Path directory) throws IOException {
        ImageServer images = new ImageServer(HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0), directory);
        images.server.setExecutor(images.threads);
        images.server.createContext("/", images::handle);
        images.server.start();
        return images;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String file) {
        return "http://127.0.0.1:" + port() + "/" + file;
    }

    void redirect(String path, String location) {
        redirects.put("/" + path, location);
    }

    /** Lets in only who says this in {@code Authorization}, from now on. */
    void demand(Pattern words) {
        authorization = words;
    }

    /** Waits so long after each 256 KiB. */
    void slowDown(long millis) {
        pauseMillis = millis;
    }

    /** Returns the names by which it was asked, as a proxy is for those of others. */
    Set<String> hosts() {
        return hosts;
    }

    /** Returns the number of bytes of files that were sent so far. */
    long sent() {
        return sent.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            hosts.add(exchange.getRequestHeaders().getFirst("Host"));
            Optional<String> location = Optional.ofNullable(redirects.get(path));
            Path file = directory.resolve(path.substring(1)).normalize();
            String who = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                    .orElse("");
            if (!authorization.matcher(who).matches()) {
                exchange.sendResponseHeaders(403, -1);
            } else if (location.isPresent()) {
                exchange.getResponseHeaders().set("Location", location.get());
                exchange.sendResponseHeaders(302, -1);
            } else if (file.startsWith(directory) && Files.isRegularFile(file)) {
                send(exchange, file);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, Path file) throws IOException, InterruptedException {
        long size = Files.size(file);
        Matcher range =
                RANGE.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                        .orElse(""));
        long from = range.matches() ? Long.parseLong(range.group(1)) : 0;
        long to = range.matches() ? Math.min(Long.parseLong(range.group(2)) + 1, size) : size;
        exchange.getResponseHeaders().set("ETag", "\"" + file.getFileName() + size + "\"");
        if (range.matches()) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
        }
        exchange.sendResponseHeaders(range.matches() ? 206 : 200, to > from ? to - from : -1);
        byte[] bytes = new byte[CHUNK];
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
            OutputStream body = exchange.getResponseBody();
            content.seek(from);
            for (long at = from; at < to; ) {
                int count = content.read(bytes, 0, (int) Math.min(CHUNK, to - at));
                body.write(bytes, 0, count);
                at += count;
                sent.addAndGet(count);
                Thread.sleep(pauseMillis);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
