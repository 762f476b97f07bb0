package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The process of one container. All that is known of it lies in files, so that another kubelet process finds it again:
 * {@code wrapper} (pid and start time of the shell that waits for it), {@code pid}, {@code exit}, {@code log}.
 */
final class ContainerProcess {
    /** Longest termination message, in bytes; as in Kubernetes. */
    private static final int MESSAGE_LIMIT = 4096;

    /** Starts the container, writes its pid, waits, writes its exit code; each file appears whole. */
    private static final String WAIT_FOR_IT = """
            d=$1; shift
            "$@" & c=$!
            echo $c > "$d/pid.new" && mv "$d/pid.new" "$d/pid"
            wait $c; e=$?
            echo $e > "$d/exit.new" && mv "$d/exit.new" "$d/exit"
            """;

    private final Path directory;

    ContainerProcess(Path directory) {
        this.directory = directory;
    }

    /** Starts {@code command} in a session of its own, detached from this process. */
    void start(ContainerCommand command, Path workingDirectory) throws IOException {
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve("pid"));
        Files.deleteIfExists(directory.resolve("exit"));
        Files.deleteIfExists(command.terminationMessage());
        if (Files.exists(log())) {
            Files.move(log(), previousLog(), StandardCopyOption.REPLACE_EXISTING);
        }
        writeWhole("message", command.terminationMessage().toString());
        List<String> arguments = new ArrayList<>(List.of("setsid", "sh", "-c", WAIT_FOR_IT, "container"));
        arguments.add(directory.toString());
        arguments.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(arguments)
                .directory(workingDirectory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("log").toFile()));
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        writeWhole("wrapper", process.pid() + " " + startOf(process.toHandle()));
    }

    /** Returns what became of the container; empty if it was never started. */
    Optional<ContainerState> state() {
        Optional<String> wrapper = read("wrapper");
        if (wrapper.isEmpty()) {
            return Optional.empty();
        }
        Instant started = modified("wrapper");
        Optional<String> exit = read("exit");
        if (exit.isPresent()) {
            return Optional.of(new ContainerState.Ended(
                    Integer.parseInt(exit.get().strip()), message(), started, modified("exit")));
        }
        if (wrapperHandle().isPresent()) {
            return Optional.of(new ContainerState.Running(started));
        }
        // The wrapper may have written the exit code between the two looks above.
        return Optional.of(new ContainerState.Ended(
                read("exit").map(text -> Integer.parseInt(text.strip())).orElse(137),
                message(),
                started,
                Instant.now()));
    }

    /** Returns a future that completes when the container has ended; at once if it does not run. */
    CompletableFuture<?> ended() {
        return wrapperHandle()
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Asks the container to end (SIGTERM to its first process). */
    void terminate() {
        read("pid")
                .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                .ifPresent(ProcessHandle::destroy);
    }

    /** Ends every process of the container's session by force (SIGKILL) and waits until they are gone. */
    void kill() throws IOException {
        Optional<String> wrapper = read("wrapper");
        if (wrapper.isEmpty()) {
            return;
        }
        long session = Long.parseLong(wrapper.get().split(" ")[0]);
        long deadline = System.nanoTime() + 10_000_000_000L;
        List<ProcessHandle> left = sessionMembers(session);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            left.forEach(ProcessHandle::destroyForcibly);
            pause();
            left = sessionMembers(session);
        }
    }

    /** Returns when it was started last. */
    Instant started() {
        return modified("wrapper");
    }

    Path log() {
        return directory.resolve("log");
    }

    /** Returns the log of the life before the last restart. */
    Path previousLog() {
        return directory.resolve("log.previous");
    }

    private Optional<ProcessHandle> wrapperHandle() {
        return read("wrapper")
                .map(text -> text.strip().split(" "))
                .flatMap(parts -> ProcessHandle.of(Long.parseLong(parts[0]))
                        .filter(ProcessHandle::isAlive)
                        .filter(handle -> startOf(handle) == Long.parseLong(parts[1])));
    }

    /** Start time in milliseconds; tells a process from a later one with the same pid. */
    private static long startOf(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static List<ProcessHandle> sessionMembers(long session) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::parseLong)
                    .filter(pid -> sessionOf(pid) == session)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .toList();
        }
    }

    /** Session id and state are fields 6 and 3 of {@code /proc/pid/stat} (proc(5)); zombies count as gone. */
    private static long sessionOf(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), UTF_8);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") ? -1 : Long.parseLong(fields[3]);
        } catch (IOException e) {
            return -1; // it ended while we looked
        }
    }

    private String message() {
        return read("message")
                .map(Path::of)
                .filter(Files::isRegularFile)
                .map(path -> {
                    try (var in = Files.newInputStream(path)) {
                        return new String(in.readNBytes(MESSAGE_LIMIT), UTF_8);
                    } catch (IOException e) {
                        return "";
                    }
                })
                .orElse("");
    }

    private Optional<String> read(String file) {
        try {
            return Optional.of(Files.readString(directory.resolve(file), UTF_8));
        } catch (java.nio.file.NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("container file " + directory.resolve(file), e);
        }
    }

    private void writeWhole(String file, String text) throws IOException {
        Path fresh = directory.resolve(file + ".new");
        Files.writeString(fresh, text, UTF_8);
        Files.move(fresh, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private Instant modified(String file) {
        try {
            return Files.getLastModifiedTime(directory.resolve(file)).toInstant();
        } catch (IOException e) {
            return Instant.now();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
