package dev.slipway.launcher;

import static org.awaitility.Awaitility.await;

import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A launcher in its own JVM, as a kubelet runs it; ended with its guest when closed. */
final class LauncherProcess implements AutoCloseable {
    private final RunDirectory directory;
    private final Process process;

    private LauncherProcess(RunDirectory directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts a launcher in {@code path}; {@code prefix} goes before the command, e.g. setpriv. */
    static LauncherProcess start(Path path, String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(LauncherCommand.of(
                Path.of(System.getProperty("java.home"), "bin", "java"), classes(), Path.of("/nonexistent")));
        command.addAll(List.of("--run-dir", path.toString(), "--name", "ns/vm", "--uid", "u-1"));
        command.addAll(List.of("--console-pipe", "console.pipe"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        return new LauncherProcess(RunDirectory.open(path), process);
    }

    private static Path classes() {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("class path entries are files here", e);
        }
    }

    /** Returns a new client, once the launcher serves. */
    ControlClient client() throws IOException {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(directory.file("control.sock")));
        return new ControlClient(directory.connect("control.sock"));
    }

    SocketChannel connect(String socket) throws IOException {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(directory.file(socket)));
        return directory.connect(socket);
    }

    /** Starts what shows the guest's console as a log, in the file {@code console.txt}; as its container does. */
    Process consoleReader() throws IOException {
        return new ProcessBuilder(
                        "find . -maxdepth 0 -exec mkfifo console.pipe ; , -exec cat console.pipe ;".split(" "))
                .directory(directory.path().toFile())
                .redirectOutput(directory.file("console.txt").toFile())
                .start();
    }

    Process process() {
        return process;
    }

    /** Returns the exit code; fails after 20 seconds. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the launcher did not end");
        }
        return process.exitValue();
    }

    JsonObject termination() throws Exception {
        return JsonReader.readObject(Files.readString(directory.file("termination")));
    }

    /** Returns the arguments of {@code launch} for a guest without disk or with {@link TinyGuest}'s. */
    static JsonObject plan(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-M",
                "q35",
                "-nodefaults",
                "-accel",
                "tcg",
                "-m",
                "32",
                "-device",
                "VGA",
                "-device",
                "pvpanic",
                "-device",
                "isa-serial,chardev=serial0"));
        arguments.addAll(List.of(more));
        return JsonObject.EMPTY.with(
                "plan",
                JsonObject.EMPTY
                        .with("binary", "/usr/bin/qemu-system-x86_64")
                        .with("arguments", JsonArray.of(arguments))
                        .with("vnc", true)
                        .with("serial", true)
                        .with("agent", false)
                        .with("startPaused", false)
                        .with("graceSeconds", 10));
    }

    /** Returns {@link #plan} with a disk that boots {@link TinyGuest}. */
    static JsonObject tinyGuest(Path path) throws IOException {
        return plan("-drive", "if=none,id=d0,format=raw,file=" + TinyGuest.disk(path), "-device", "ide-hd,drive=d0");
    }

    /** Reads from {@code channel} until {@code text} has come; returns all that came. */
    static String readUntil(SocketChannel channel, String text) throws IOException {
        StringBuilder all = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (all.indexOf(text) < 0) {
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("ended after: " + all);
            }
            all.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        }
        return all.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
