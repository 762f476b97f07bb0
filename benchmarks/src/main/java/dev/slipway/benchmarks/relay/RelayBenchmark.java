package dev.slipway.benchmarks.relay;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.benchmarks.Percentiles;
import dev.slipway.benchmarks.ProcessFigures;
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
 * Bytes from a busy screen to viewers, and what the relay takes of the processors, in turn with the anchors: as standalone
 * relays against websockify on the same unix socket, and as a cluster does against websockify behind a hop of TLS (socat).
 *
 * <p>Arguments: rounds (3), seconds a round (8), viewers at once (1).
 */
public final class RelayBenchmark {
    private final Path directory;
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
            List<Way> ways = List.of(
                    new Way("Slipway on one machine", List.of(start(own("near", freePort()), started))),
                    new Way("anchor: websockify", List.of(start(websockify(freePort()), started))),
                    new Way(
                            "Slipway on a cluster: a hop of mutual TLS",
                            List.of(start(own("far", freePort()), started))),
                    new Way("anchor: websockify and a hop of TLS by socat", overTls(started)));
            for (int round = -1; round < rounds; round++) {
                for (Way way : ways) {
                    Round measured = measure(way.relays());
                    if (round >= 0) { // the first warms up
                        way.rounds().add(measured);
                    }
                }
            }
            print(ways);
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

    /** A way from the screen to the viewer: the processes on it, the viewer's first, and what they did. */
    private record Way(String name, List<Relay> relays, List<Round> rounds) {
        Way(String name, List<Relay> relays) {
            this(name, relays, new ArrayList<>());
        }

        double throughput() {
            return Percentiles.of(rounds.stream().map(Round::mibPerSecond).toList())
                    .at(50);
        }

        double cpu() {
            return Percentiles.of(rounds.stream().map(Round::cpuSecondsPerGib).toList())
                    .at(50);
        }
    }

    private List<Relay> overTls(List<Process> started) throws IOException, InterruptedException {
        int port = freePort();
        Relay tls = start(
                new ProcessCommand(
                        port,
                        List.of(
                                "socat",
                                "OPENSSL-LISTEN:%d,bind=127.0.0.1,fork,reuseaddr,cert=%s,key=%s,verify=0"
                                        .formatted(
                                                port, directory.resolve("relay.crt"), directory.resolve("relay.key")),
                                "UNIX-CONNECT:" + directory.resolve("vnc.sock"))),
                started);
        int front = freePort();
        Relay websockify = start(
                new ProcessCommand(
                        front, List.of("websockify", "--ssl-target", "127.0.0.1:" + front, "127.0.0.1:" + port)),
                started);
        return List.of(websockify, tls);
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

    private ProcessCommand own(String way, int port) {
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
                        way,
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

    private Round measure(List<Relay> relays) throws IOException, InterruptedException {
        AtomicLong bytes = new AtomicLong();
        List<Viewer> open = new ArrayList<>();
        try {
            for (int viewer = 0; viewer < viewers; viewer++) {
                open.add(Viewer.on(relays.getFirst().port(), bytes));
            }
            Thread.sleep(Duration.ofSeconds(1));
            double cpuBefore = cpu(relays);
            long bytesBefore = bytes.get();
            long begin = System.nanoTime();
            Thread.sleep(Duration.ofSeconds(seconds));
            double mib = (bytes.get() - bytesBefore) / (double) (1 << 20);
            double took = (System.nanoTime() - begin) / 1e9;
            return new Round(mib / took, (cpu(relays) - cpuBefore) / (mib / 1024));
        } finally {
            for (Viewer viewer : open) {
                viewer.close();
            }
            Thread.sleep(Duration.ofSeconds(1));
        }
    }

    /** websockify and socat serve each viewer in a child. */
    private static double cpu(List<Relay> relays) throws IOException {
        double sum = 0;
        for (Relay relay : relays) {
            sum += ProcessFigures.cpuSeconds(relay.process().pid());
            for (ProcessHandle child : relay.process().descendants().toList()) {
                sum += ProcessFigures.cpuSeconds(child.pid());
            }
        }
        return sum;
    }

    private void print(List<Way> ways) {
        System.out.println("| way | viewers | MiB/s | CPU s a GiB |");
        System.out.println("|---|---|---|---|");
        for (Way way : ways) {
            System.out.printf(
                    Locale.ROOT, "| %s | %d | %.0f | %.2f |%n", way.name(), viewers, way.throughput(), way.cpu());
        }
        for (int own = 0; own < ways.size(); own += 2) {
            System.out.printf(
                    Locale.ROOT,
                    "ratio: %.2f × the anchor's throughput (goal ≥ 1.2), %.2f × its processor time: %s%n",
                    ways.get(own).throughput() / ways.get(own + 1).throughput(),
                    ways.get(own).cpu() / ways.get(own + 1).cpu(),
                    ways.get(own).name());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
