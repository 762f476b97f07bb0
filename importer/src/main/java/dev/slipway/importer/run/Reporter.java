package dev.slipway.importer.run;

import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.run.ProgressFile.Phase;
import dev.slipway.importer.source.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells the world how far an import is: twice a second in the progress file, once a second in the journal. */
public final class Reporter {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final ProgressFile file;
    private long bytes;
    private OptionalLong total = OptionalLong.empty();
    private volatile Optional<ImportProblem> problem = Optional.empty();

    public Reporter(ProgressFile file) {
        this.file = file;
    }

    /** Writes down what is safe so far. */
    @FunctionalInterface
    interface Recording {
        void write() throws IOException;
    }

    /** Says that the source is being connected to. */
    public void connecting() {
        write(Phase.CONNECTING);
    }

    /** Says that a try failed, and that the importer waits for another. */
    public void failed(ImportProblem cause) {
        bytes = 0;
        total = OptionalLong.empty();
        problem = Optional.of(cause);
        write(Phase.CONNECTING);
    }

    /** Says that the source broke off, and that the importer waits for it to go on. */
    public void interrupted(ImportProblem cause) {
        problem = Optional.of(cause);
        write(Phase.TRANSFERRING);
    }

    /** Says that bytes flow again; what was wrong is over. */
    public void goingOn() {
        problem = Optional.empty();
    }

    /** Says that all bytes are there and are being checked. */
    void verifying() {
        write(Phase.VERIFYING);
    }

    /** Says that the disk is complete. */
    public void done() {
        if (total.isPresent()) {
            bytes = total.getAsLong();
        }
        write(Phase.DONE);
    }

    /** Reports until the returned object is closed. */
    AutoCloseable during(Source source, ImageStream stream, Recording record) {
        Semaphore ended = new Semaphore(0);
        Thread thread = Thread.ofPlatform().name("report").daemon().start(() -> {
            try {
                for (int beat = 0; !ended.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS); beat++) {
                    transferring(source, stream);
                    if (beat % 2 == 1) {
                        record.write();
                    }
                }
            } catch (IOException e) {
                // the journal could not be written: the import itself goes on, and fails if the volume does
                Log.line("the journal cannot be written: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return () -> {
            ended.release();
            thread.join();
            bytes = stream.reached();
            total = source.length();
        };
    }

    private void transferring(Source source, ImageStream stream) {
        bytes = stream.reached();
        total = source.length();
        write(Phase.TRANSFERRING);
    }

    private void write(Phase phase) {
        try {
            file.write(phase, bytes, total, problem);
        } catch (IOException e) {
            // progress is a courtesy: without it the import still is right
            Log.line("progress cannot be written: " + e.getMessage());
        }
    }
}
