package dev.slipway.standalone.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.importer.ImporterCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the importer's AOT cache by an import of a small image that this process serves; halves the start of each importer. */
final class ImporterTraining {
    private static final Logger LOG = LoggerFactory.getLogger(ImporterTraining.class);
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,9})-(\\d{1,9})");
    private static final long SIZE = 8 << 20;
    private static final long PATIENCE_SECONDS = 120;

    private final Path java;
    private final List<Path> jars;
    private final Path cache;
    private final Path work;

    /**
     * Prepares the training.
     *
     * @param cache where the cache shall be
     * @param work directory for what the training needs
     */
    ImporterTraining(Path java, List<Path> jars, Path cache, Path work) {
        this.java = java;
        this.jars = jars;
        this.cache = cache;
        this.work = work;
    }

    /** Makes the cache if it is not there. */
    void run() {
        if (Files.exists(cache)) {
            return;
        }
        try {
            Path image = image();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> send(exchange, Files.readAllBytes(image)));
            server.start();
            try {
                train("http://127.0.0.1:" + server.getAddress().getPort() + "/disk.qcow2");
            } finally {
                server.stop(0);
            }
        } catch (IOException e) {
            LOG.warn("the importer's AOT cache was not made: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Path image() throws IOException, InterruptedException {
        Files.createDirectories(work.resolve("data"));
        byte[] disk = new byte[(int) SIZE];
        Arrays.fill(disk, 1 << 20, 3 << 20, (byte) 'x');
        Files.write(work.resolve("disk.raw"), disk);
        Path image = work.resolve("disk.qcow2");
        end(
                new ProcessBuilder("qemu-img", "convert", "-f", "raw", "-O", "qcow2", "disk.raw", "disk.qcow2")
                        .directory(work.toFile()),
                "qemu-img");
        return image;
    }

    private void train(String url) throws IOException, InterruptedException {
        Path fresh = work.resolve("importer.aot");
        List<String> command = new ArrayList<>(ImporterCommand.rehearsal(java, jars, fresh));
        command.add("import");
        ProcessBuilder importer = new ProcessBuilder(command);
        importer.environment().put("SLIPWAY_DATA", work.resolve("data").toString());
        importer.environment().put("SLIPWAY_RUN", work.toString());
        importer.environment().put("SLIPWAY_DEVICE", work.resolve("no-device").toString());
        importer.environment().put("SLIPWAY_LOOPBACK_SOURCES", "allowed");
        importer.environment()
                .put("SLIPWAY_IMPORT", "{\"source\":{\"http\":{\"url\":\"" + url + "\"}},\"size\":" + SIZE + "}");
        end(importer, "the importer");
        if (!Files.exists(fresh)) {
            throw new IOException("the importer wrote none; " + work.resolve("log") + " says why");
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
    }

    private void end(ProcessBuilder builder, String name) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(work.resolve("log").toFile()))
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(name + " did not end well; " + work.resolve("log") + " says why");
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** Answers as servers of images do, so that the importer reads ranges side by side. */
    private static void send(HttpExchange exchange, byte[] image) throws IOException {
        try (exchange) {
            Matcher range = RANGE.matcher(
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                            .orElse(""));
            int from = range.matches() ? Integer.parseInt(range.group(1)) : 0;
            int to = range.matches() ? Math.min(Integer.parseInt(range.group(2)) + 1, image.length) : image.length;
            exchange.getResponseHeaders().set("ETag", "\"training\"");
            if (range.matches()) {
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + image.length);
            }
            exchange.sendResponseHeaders(range.matches() ? 206 : 200, to - from);
            exchange.getResponseBody().write(image, from, to - from);
        }
    }
}
