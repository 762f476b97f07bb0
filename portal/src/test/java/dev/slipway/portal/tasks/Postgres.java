package dev.slipway.portal.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL, that of the system, in a folder of its own. */
final class Postgres implements AutoCloseable {
    static final String USER = "slipway";
    static final String PASSWORD = "the password of a test";

    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql");

    /** It does not run as root; the package makes this user. */
    private static final String ACCOUNT = "postgres";

    private static final int START_SECONDS = 120;

    private final Path programs;
    private final Path folder;
    private final int port;
    private Process process;

    private Postgres(Path programs, Path folder, int port) throws IOException, InterruptedException {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** Returns why there can be none here. */
    static Optional<String> hindrance() throws IOException {
        if (programs().isEmpty()) {
            return Optional.of("there is no PostgreSQL in " + PROGRAMS + "; install Debian's package postgresql");
        }
        return isRoot() && account().isEmpty()
                ? Optional.of("PostgreSQL does not run as root, and there is no user " + ACCOUNT)
                : Optional.empty();
    }

    static Postgres start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("slipway-postgres");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD, UTF_8);
        Path data = Files.createDirectory(folder.resolve("data"));
        if (isRoot()) {
            for (Path path : List.of(folder, password, data)) {
                Files.setOwner(path, account().orElseThrow());
            }
        }
        Path programs = programs().orElseThrow();
        Process made = new ProcessBuilder(command(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--no-sync"))
                .redirectErrorStream(true)
                .start();
        String said = new String(made.getInputStream().readAllBytes(), UTF_8);
        if (made.waitFor() != 0) {
            throw new IOException("initdb: " + said);
        }
        return new Postgres(programs, folder, freePort());
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Ends it at once, as a crash does. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException, InterruptedException {
        process = launch();
    }

    private Process launch() throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        Process started = new ProcessBuilder(command(
                        programs.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "port=" + port,
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(folder.resolve("log"), UTF_8).contains("ready to accept connections")) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL did not start: " + Files.readString(folder.resolve("log"), UTF_8));
            }
            Thread.sleep(50);
        }
        return started;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<String> command(String... words) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + ACCOUNT, "--regid=" + ACCOUNT, "--clear-groups", "--"));
        }
        command.addAll(List.of(words));
        return command;
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(PROGRAMS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(PROGRAMS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static Optional<UserPrincipal> account() throws IOException {
        try {
            return Optional.of(
                    Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(ACCOUNT));
        } catch (UserPrincipalNotFoundException _) {
            return Optional.empty();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
