package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A standalone in a process of its own, as {@code ./slipway up} starts it, on free ports and a directory of its own. */
final class RunningSlipway implements InstalledSlipway {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final Path data;
    private final int port;
    private final int apiPort;
    private final List<String> prefix;
    private final List<String> options;
    private final Map<String, String> environment;
    private Process process;

    private RunningSlipway(Path data, List<String> prefix, List<String> options, Map<String, String> environment)
            throws IOException, InterruptedException {
        this.data = data;
        // Both are held at once, so that they are two.
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            this.port = first.getLocalPort();
            this.apiPort = second.getLocalPort();
        }
        this.prefix = List.copyOf(prefix);
        this.options = List.copyOf(options);
        this.environment = Map.copyOf(environment);
        this.process = launch();
    }

    static RunningSlipway start(Path data) throws IOException, InterruptedException {
        return startBy(List.of(), data);
    }

    /** Starts it by a command that runs what follows it, e.g. as another user. */
    static RunningSlipway startBy(List<String> prefix, Path data) throws IOException, InterruptedException {
        return new RunningSlipway(data, prefix, List.of(), Map.of());
    }

    /** Starts it with further options, e.g. a number of nodes. */
    static RunningSlipway startWith(List<String> options, Path data) throws IOException, InterruptedException {
        return new RunningSlipway(data, List.of(), options, Map.of());
    }

    /** Starts it with settings in the environment. */
    static RunningSlipway startSet(Map<String, String> environment, Path data)
            throws IOException, InterruptedException {
        return new RunningSlipway(data, List.of(), List.of(), environment);
    }

    private Process launch() throws IOException, InterruptedException {
        Path application = Path.of("..", "standalone", "target", "quarkus-app", "quarkus-run.jar");
        Files.createDirectories(data);
        Path notice = Files.createTempFile("slipway", ".notice");
        Files.setPosixFilePermissions(notice, PosixFilePermissions.fromString("rw-rw-rw-"));
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                application.toString(),
                "--data",
                data.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--api-port",
                Integer.toString(apiPort)));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.environment().put("SLIPWAY_NOTICE", notice.toString());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("standalone.log").toFile()));
        Process process = builder.start();
        Instant deadline = Instant.now().plus(LIMIT);
        while (!Files.readString(notice, UTF_8).contains("READY")) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                process.destroyForcibly();
                throw new IOException("standalone did not start: " + Files.readString(notice, UTF_8)
                        + Files.readString(data.resolve("standalone.log"), UTF_8));
            }
            Thread.sleep(50);
        }
        Files.delete(notice);
        return process;
    }

    @Override
    public String portal() {
        return "http://127.0.0.1:" + port;
    }

    Path data() {
        return data;
    }

    @Override
    public Path kubeconfig() {
        return data.resolve("kubeconfig/admin.yaml");
    }

    @Override
    public String firstPassword() throws IOException {
        return Files.readString(data.resolve("first-password"), UTF_8).strip();
    }

    JsonNode facts() throws IOException {
        return new ObjectMapper().readTree(data.resolve("standalone.json").toFile());
    }

    @Override
    public InetAddress host() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void crash() throws IOException, InterruptedException {
        kill();
        startAgain();
    }

    /** Ends the process by force, as a crash would; machines run on. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on the same ports and directory. */
    void startAgain() throws IOException, InterruptedException {
        process = launch();
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
