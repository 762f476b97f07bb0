package dev.slipway.portal.tasks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL, unpacked from the class path into a folder of its own. */
final class Postgres implements AutoCloseable {
    static final String USER = "slipway";
    static final String PASSWORD = "the password of a test";

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    /** It does not run as root; this user is on each system and owns nothing. */
    private static final String ACCOUNT = "nobody";

    private static final int START_SECONDS = 120;

    private final Path folder;
    private final int port;
    private Process process;

    private Postgres(Path folder, int port) throws IOException, InterruptedException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** Returns why there can be none here. */
    static Optional<String> hindrance() throws IOException {
        if (!System.getProperty("os.name").equals("Linux")
                || !System.getProperty("os.arch").equals("amd64")) {
            return Optional.of("its PostgreSQL is one for Linux on amd64");
        }
        for (Tool tool : tools()) {
            if (!tool.isHere()) {
                return Optional.of("there is no " + tool.program() + "; install Debian's package " + tool.debian());
            }
        }
        return isRoot() && account().isEmpty()
                ? Optional.of("PostgreSQL does not run as root, and there is no user " + ACCOUNT)
                : Optional.empty();
    }

    static Postgres start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("slipway-postgres");
        Path password = Files.writeString(folder.resolve("password"), PASSWORD, UTF_8);
        Path archive = folder.resolve("programs.txz");
        try (InputStream packed = Postgres.class.getResourceAsStream(ARCHIVE)) {
            Files.copy(Objects.requireNonNull(packed, ARCHIVE), archive);
        }
        Path programs = Files.createDirectory(folder.resolve("programs"));
        Path data = Files.createDirectory(folder.resolve("data"));
        if (isRoot()) {
            for (Path path : List.of(folder, password, archive, programs, data)) {
                Files.setOwner(path, account().orElseThrow());
            }
        }
        run("tar", "-xJf", archive.toString(), "-C", programs.toString());
        run(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + data,
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
        return new Postgres(folder, freePort());
    }

    private static void run(String... words) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(words)).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(words[0] + ": " + said);
        }
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
                        folder.resolve("programs/bin/postgres").toString(),
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
            command.addAll(List.of("setpriv", "--reuid=" + ACCOUNT, "--regid=65534", "--clear-groups", "--"));
        }
        command.addAll(List.of(words));
        return command;
    }

    private static List<Tool> tools() {
        List<Tool> tools = new ArrayList<>(List.of(new Tool("tar", "tar"), new Tool("xz", "xz-utils")));
        if (isRoot()) {
            tools.add(new Tool("setpriv", "util-linux"));
        }
        return tools;
    }

    private record Tool(String program, String debian) {
        boolean isHere() {
            return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
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
