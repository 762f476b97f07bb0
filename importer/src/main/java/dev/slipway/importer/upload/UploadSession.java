package dev.slipway.importer.upload;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.Incoming;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.Termination;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One upload from its first byte to the finished disk, over as many requests as it takes. */
final class UploadSession {
    /** Longest wait for what is left to do once all bytes came, minutes. */
    private static final long FINISH_MINUTES = 60;

    private final OptionalLong length;
    private final CompletableFuture<Intake> intake = new CompletableFuture<>();
    private final CompletableFuture<Termination> end = new CompletableFuture<>();
    private final Thread thread;

    private UploadSession(Filling filling, Reporter reporter, OptionalLong length) {
        this.length = length;
        this.thread =
                Thread.ofPlatform().name("import").daemon().unstarted(() -> end.complete(work(filling, reporter)));
    }

    /** Starts the import that takes the bytes; {@code length} is what the client says it will send. */
    static UploadSession start(Filling filling, Reporter reporter, OptionalLong length) {
        UploadSession session = new UploadSession(filling, reporter, length);
        session.thread.start();
        return session;
    }

    private Termination work(Filling filling, Reporter reporter) {
        try {
            Incoming incoming = new Incoming(UploadSource.URL, UploadSource.URL, pool -> {
                Intake taken = new Intake(pool);
                intake.complete(taken);
                try {
                    return UploadSource.open(taken, length);
                } catch (IOException | InterruptedException | RuntimeException e) {
                    taken.close();
                    throw e;
                }
            });
            return filling.fill(incoming, reporter);
        } catch (ImportFailure e) {
            return new Termination.Failed(inUploadWords(e.problem()));
        } catch (IOException e) {
            return new Termination.Failed(
                    new VolumeProblem.VolumeUnusable(filling.place().toString(), String.valueOf(e.getMessage())));
        } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
            return new Termination.Failed(new ImportProblem.Internal(e.toString()));
        }
    }

    /** A raw image that is too large is an upload that is too large. */
    private ImportProblem inUploadWords(ImportProblem problem) {
        if (problem instanceof VolumeProblem.VirtualSizeTooLarge large
                && (length.isPresent()
                        ? length.getAsLong() == large.virtual().count()
                        : received() >= large.virtual().count())) {
            return new VolumeProblem.UploadTooLarge(large.virtual(), large.volume());
        }
        return problem;
    }

    /** Returns where bytes are appended; empty if the import ended before it wanted any. */
    Optional<Intake> intake() throws InterruptedException {
        try {
            CompletableFuture.anyOf(intake, end).get(1, TimeUnit.MINUTES);
            return Optional.ofNullable(intake.getNow(null));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the import neither begins nor ends", e);
        }
    }

    /** Returns the number of bytes that came so far. */
    long received() {
        return intake.isDone() ? intake.join().received() : 0;
    }

    /** Returns what the client said it would send. */
    OptionalLong length() {
        return length;
    }

    /** Returns how it ended; empty while it goes on. */
    Optional<Termination> ended() {
        return Optional.ofNullable(end.getNow(null));
    }

    /** Waits for the end. */
    Termination await() throws InterruptedException {
        try {
            return end.get(FINISH_MINUTES, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException e) {
            thread.interrupt();
            return new Termination.Failed(
                    new ImportProblem.Internal("the disk was not finished in " + FINISH_MINUTES + " minutes"));
        }
    }

    /** Gives the upload up; its import ends. */
    void cut() throws InterruptedException {
        intake().ifPresent(Intake::cut);
        await();
    }

    /** Returns the most bytes that an image for a disk of {@code volume} can have: the disk, and an eighth for tables. */
    static Bytes mostFor(Bytes volume) {
        return new Bytes(volume.count() + volume.count() / 8 + (64 << 20));
    }
}
