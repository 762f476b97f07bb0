package dev.slipway.cluster.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The portal in a process of its own, as its image runs it, connected to a cluster from outside. */
final class PortalProcess implements AutoCloseable {
    private static final Path PROGRAM = Path.of("..", "portal", "target", "quarkus-app", "quarkus-run.jar");
    private static final Duration START = Duration.ofMinutes(3);

    private final Process process;
    private final URI address;

    private PortalProcess(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    static URI freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    /** Starts it on an address of this machine and waits until it has read the cluster. */
    static PortalProcess start(URI address, Map<String, String> settings, Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("portal.log");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        PROGRAM.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(settings);
        builder.environment().put("QUARKUS_HTTP_HOST", address.getHost());
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(address.getPort()));
        builder.environment().put("SLIPWAY_PORTAL_DATA", folder.toString());
        PortalProcess portal = new PortalProcess(builder.start(), address);
        portal.await(log);
        return portal;
    }

    URI address() {
        return address;
    }

    private void await(Path log) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(START);
        HttpRequest ready =
                HttpRequest.newBuilder(address.resolve("/healthz/ready")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!answers(client, ready)) {
                if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                    close();
                    throw new IOException("the portal did not start:\n" + Files.readString(log, UTF_8));
                }
                Thread.sleep(200);
            }
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
