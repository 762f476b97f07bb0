package dev.slipway.launcher.process;

import dev.slipway.launcher.io.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** A running process that this launcher owns: it ends it, or dies and takes it along. */
public final class BoundProcess implements AutoCloseable {
    private static final Duration TERM_LIMIT = Duration.ofSeconds(2);

    private final String name;
    private final Process process;
    private final ProcessOutput output;

    private BoundProcess(String name, Process process, ProcessOutput output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** Returns a started process whose output goes to {@code log}. */
    public static BoundProcess start(String name, List<String> command, Spawner spawner, RotatingLog log)
            throws IOException {
        Process process = spawner.start(command);
        return new BoundProcess(name, process, new ProcessOutput(name, process, log));
    }

    /** Returns the process id; {@code setpriv} has the same, since it replaces itself. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Runs {@code then} with the exit code, 128 + signal if one ended it, on a thread of the JDK. */
    public void onExit(IntConsumer then) {
        var _ = process.onExit().thenAccept(ended -> then.accept(ended.exitValue()));
    }

    /** Waits for the end; returns the exit code, or nothing after {@code limit}. */
    public OptionalInt await(Duration limit) {
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Returns the last lines it wrote, as one line. */
    public String lastWords() {
        return output.lastWords();
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.toHandle().destroyForcibly(); // the process's own method would close its output before its last words
    }

    /** Asks it to end (SIGTERM), and ends it after two seconds. */
    @Override
    public void close() {
        process.toHandle().destroy();
        if (await(TERM_LIMIT).isEmpty()) {
            Log.line(name + " did not end within " + TERM_LIMIT.toSeconds() + " s and is killed");
            kill();
        }
    }
}
