package dev.slipway.benchmarks.relay;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.benchmarks.Percentiles;
import dev.slipway.benchmarks.ProcessFigures;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Bytes from a busy screen to viewers, and what the relay takes of the processors, in turn with the anchor: websockify on the
 * same unix socket, without TLS.
 *
 * <p>Arguments: rounds (3), seconds a round (8), viewers at once (1).
 */
public final class RelayBenchmark {
    private final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final int seconds;
    private final int viewers;

    /** What one round showed. */
    private record Round(double mibPerSecond, double cpuSecondsPerGib) {}

    /** A relay's process; a viewer's websocket ends at {@code port}. */
    private record Relay(Process process, int port) {}

    private RelayBenchmark(Path directory, int seconds, int viewers) {
        this.directory = directory;
        this.seconds = seconds;
        this.viewers = viewers;
    }

    /** Runs and prints medians and ratios. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        int viewers = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        Path directory = Files.createTempDirectory("slipway-relay-benchmark");
        RelayBenchmark benchmark = new RelayBenchmark(directory, seconds, viewers);
        try (ScreenSource source = ScreenSource.on(directory.resolve("vnc.sock"))) {
            benchmark.run(rounds);
        } finally {
            benchmark.vertx.close().toCompletionStage().toCompletableFuture().join();
            try (Stream<Path> paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private void run(int rounds) throws IOException, InterruptedException {
        certificate();
        List<Process> started = new ArrayList<>();
        try {
            Relay own = start(own(freePort()), started);
            Relay websockify = start(websockify(freePort()), started);
            List<Round> ownRounds = new ArrayList<>();
            List<Round> anchorRounds = new ArrayList<>();
            for (int round = -1; round < rounds; round++) {
                Round first = measure(own);
                Round second = measure(websockify);
                if (round >= 0) { // the first warms up
                    ownRounds.add(first);
                    anchorRounds.add(second);
                }
            }
            print(ownRounds, anchorRounds);
        } finally {
            for (Process process : started) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroy();
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    private void certificate() throws IOException, InterruptedException {
        Process made = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-keyout",
                        "relay.key",
                        "-out",
                        "relay.crt",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=relay",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1,DNS:" + SlipwayNames.NODE_AGENT_NAME)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .start();
        if (!made.waitFor(30, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException("openssl made no certificate: " + Files.readString(directory.resolve("openssl.log")));
        }
    }

    private ProcessCommand own(int port) {
        return new ProcessCommand(
                port,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:CompileCommand=quiet",
                        "-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.01",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ConsoleRelay.class.getName(),
                        directory.toString(),
                        Integer.toString(port)));
    }

    private ProcessCommand websockify(int port) {
        return new ProcessCommand(
                port, List.of("websockify", "--unix-target=" + directory.resolve("vnc.sock"), "127.0.0.1:" + port));
    }

    private record ProcessCommand(int port, List<String> words) {}

    private Relay start(ProcessCommand command, List<Process> started) throws IOException, InterruptedException {
        Path log = directory.resolve(command.port() + ".log");
        Process process = new ProcessBuilder(command.words())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), command.port())) {
                return new Relay(process, command.port());
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(command.words().getFirst() + " does not listen: " + Files.readString(log), e);
                }
                Thread.sleep(50);
            }
        }
    }

    private Round measure(Relay relay) throws IOException, InterruptedException {
        AtomicLong bytes = new AtomicLong();
        List<WebSocket> sockets = new ArrayList<>();
        for (int viewer = 0; viewer < viewers; viewer++) {
            WebSocket socket = vertx.createWebSocketClient()
                    .connect(new WebSocketConnectOptions()
                            .setHost("127.0.0.1")
                            .setPort(relay.port())
                            .setURI("/")
                            .addSubProtocol("plain.kubevirt.io")
                            .addSubProtocol("binary"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            socket.frameHandler(frame -> bytes.addAndGet(frame.binaryData().length()));
            sockets.add(socket);
        }
        Thread.sleep(Duration.ofSeconds(1));
        double cpuBefore = cpu(relay);
        long bytesBefore = bytes.get();
        long begin = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(seconds));
        double mib = (bytes.get() - bytesBefore) / (double) (1 << 20);
        double took = (System.nanoTime() - begin) / 1e9;
        double cpu = cpu(relay) - cpuBefore;
        sockets.forEach(socket ->
                socket.close().toCompletionStage().toCompletableFuture().join());
        Thread.sleep(Duration.ofSeconds(1));
        return new Round(mib / took, cpu / (mib / 1024));
    }

    /** websockify serves each viewer in a child. */
    private static double cpu(Relay relay) throws IOException {
        double sum = ProcessFigures.cpuSeconds(relay.process().pid());
        for (ProcessHandle child : relay.process().descendants().toList()) {
            sum += ProcessFigures.cpuSeconds(child.pid());
        }
        return sum;
    }

    private void print(List<Round> own, List<Round> anchor) {
        System.out.println("| way | viewers | MiB/s | CPU s a GiB |");
        System.out.println("|---|---|---|---|");
        row("Slipway: proxy, mutual TLS, node-agent", own);
        row("anchor: websockify, no TLS", anchor);
        System.out.printf(
                Locale.ROOT,
                "ratio: %.2f × the anchor's throughput (goal ≥ 1.2), %.2f × its processor time%n",
                throughput(own) / throughput(anchor),
                cpu(own) / cpu(anchor));
    }

    private void row(String way, List<Round> rounds) {
        System.out.printf(Locale.ROOT, "| %s | %d | %.0f | %.2f |%n", way, viewers, throughput(rounds), cpu(rounds));
    }

    private static double throughput(List<Round> rounds) {
        return Percentiles.of(rounds.stream().map(Round::mibPerSecond).toList()).at(50);
    }

    private static double cpu(List<Round> rounds) {
        return Percentiles.of(rounds.stream().map(Round::cpuSecondsPerGib).toList())
                .at(50);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
