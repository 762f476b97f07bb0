package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VMIMConfigurationOptionsBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The next step of the node that a guest leaves. What binds both nodes is written before it is done: nothing is sent before
 * the instance says that the migration has begun, and the guest is the target's from the write that says so.
 */
public sealed interface SourceStep {
    /** Nothing is due. */
    record Nothing() implements SourceStep {}

    /**
     * The instance's migration is to be written so.
     *
     * @param next the migration
     */
    record Write(VirtualMachineInstanceMigrationState next) implements SourceStep {}

    /** The launcher is to send the guest. */
    record Send() implements SourceStep {}

    /** The launcher is to keep the guest. */
    record Cancel() implements SourceStep {}

    /** The launcher is to let the guest run at the other end. */
    record GoPostCopy() implements SourceStep {}

    /** The launcher is to stop the guest's processors until it has moved. */
    record Pause() implements SourceStep {}

    /**
     * The guest is the target's from now on.
     *
     * @param next the migration
     */
    record HandOver(VirtualMachineInstanceMigrationState next) implements SourceStep {}

    /**
     * The guest stays.
     *
     * @param next the migration
     * @param resume whether it was stopped for the migration and is to run again
     */
    record Stay(VirtualMachineInstanceMigrationState next, boolean resume) implements SourceStep {}

    /**
     * What the source's node knows.
     *
     * @param pod name of the launcher Pod
     * @param reachable whether its launcher can be asked now
     * @param way what its launcher says of a migration
     * @param end how its guest ended, if it has
     * @param stuck since less was left than ever before
     * @param bytes the guest's memory
     * @param now the time
     */
    record Facts(
            String pod,
            boolean reachable,
            Optional<Way> way,
            Optional<String> end,
            Duration stuck,
            long bytes,
            Instant now) {}

    /** Failure of a migration that nobody wanted any more. */
    String ABORTED = "Migration aborted";

    /** Time in which a launcher must have taken the wish to send its guest. */
    Duration SENDING = Duration.ofMinutes(1);

    /** Mode of a migration whose guest was stopped so that it can end. */
    String PAUSED = "Paused";

    /** Mode of a migration whose guest runs at the target already. */
    String POST_COPY = "PostCopy";

    /** Decides. */
    static SourceStep of(VirtualMachineInstance instance, Facts facts) {
        Optional<VirtualMachineInstanceMigrationState> open = Carrier.state(instance)
                .filter(Carrier::isOpen)
                .filter(move -> facts.pod().equals(move.sourcePod()));
        if (open.isEmpty()) {
            return new Nothing();
        }
        VirtualMachineInstanceMigrationState move = open.get();
        Optional<Way> way = facts.way()
                .filter(known -> !known.incoming() && known.migration().equals(move.migrationUid()));
        if (Carrier.isHandedOver(instance, move)) {
            return afterPostCopy(move, way, facts);
        }
        if (move.startTimestamp() == null) {
            return begin(instance, move, facts);
        }
        if (way.isPresent() && (way.get().isComplete() || way.get().isPostCopy())) {
            return new HandOver(way.get().isComplete() ? done(move, facts.now()) : move.withMode(POST_COPY));
        }
        if (facts.end().isPresent()) {
            return new Stay(
                    failed(
                            move,
                            "The guest ended while it migrated: " + facts.end().get(),
                            facts.now()),
                    false);
        }
        return way.map(known -> underWay(instance, move, known, facts)).orElseGet(() -> unsent(instance, move, facts));
    }

    private static SourceStep begin(
            VirtualMachineInstance instance, VirtualMachineInstanceMigrationState move, Facts facts) {
        boolean ready = move.targetNodeAddress() != null
                && !Boolean.TRUE.equals(move.abortRequested())
                && facts.end().isEmpty()
                && instance.getMetadata().getDeletionTimestamp() == null;
        return ready ? new Write(move.withStartTimestamp(time(facts.now())).withMode("PreCopy")) : new Nothing();
    }

    /** A launcher says at once that it has begun; one that can be asked and does not say so has not. */
    private static SourceStep unsent(
            VirtualMachineInstance instance, VirtualMachineInstanceMigrationState move, Facts facts) {
        if (!facts.reachable()) {
            return new Nothing();
        }
        if (isUnwanted(instance, move)) {
            return new Stay(failed(move, ABORTED, facts.now()).withAbortStatus("Succeeded"), false);
        }
        boolean late = Duration.between(started(move, facts.now()), facts.now()).compareTo(SENDING) > 0;
        return late
                ? new Stay(
                        failed(
                                move,
                                "The launcher could not be told to send the guest within %d s; the log of the node-agent on"
                                                .formatted(SENDING.toSeconds())
                                        + " the machine's node says why.",
                                facts.now()),
                        false)
                : new Send();
    }

    private static boolean isUnwanted(VirtualMachineInstance instance, VirtualMachineInstanceMigrationState move) {
        return Boolean.TRUE.equals(move.abortRequested())
                || instance.getMetadata().getDeletionTimestamp() != null;
    }

    private static SourceStep underWay(
            VirtualMachineInstance instance, VirtualMachineInstanceMigrationState move, Way way, Facts facts) {
        boolean paused = PAUSED.equals(move.mode());
        boolean unwanted = isUnwanted(instance, move);
        if (way.hasFailed()) {
            return new Stay(stayed(move, way, unwanted, facts.now()), paused);
        }
        if (unwanted) {
            return new Cancel();
        }
        if (move.failureReason() != null) {
            return new Cancel();
        }
        MigrationWatch.Progress progress = new MigrationWatch.Progress(
                Duration.between(started(move, facts.now()), facts.now()), facts.stuck(), facts.bytes(), paused);
        return switch (MigrationWatch.of(options(move), progress)) {
            case MigrationWatch.Wait() -> new Nothing();
            case MigrationWatch.GoPostCopy() -> new GoPostCopy();
            case MigrationWatch.PauseGuest() -> new Pause();
            case MigrationWatch.GiveUp(String sentence) -> new Write(move.withFailureReason(sentence));
        };
    }

    private static SourceStep afterPostCopy(VirtualMachineInstanceMigrationState move, Optional<Way> way, Facts facts) {
        if (way.isPresent() && way.get().isComplete()) {
            return new Write(done(move, facts.now()));
        }
        boolean lost = facts.end().isPresent() || (way.isPresent() && way.get().hasFailed());
        return lost
                ? new Write(failed(
                        move,
                        "The guest ran at its new node already when the rest of its memory could not be moved: "
                                + way.map(Way::error)
                                        .filter(text -> !text.isEmpty())
                                        .orElse("the source is gone"),
                        facts.now()))
                : new Nothing();
    }

    /** Returns the settings of a migration. */
    static VMIMConfigurationOptions options(VirtualMachineInstanceMigrationState move) {
        return Optional.ofNullable(move.migrationConfiguration())
                .orElseGet(() -> VMIMConfigurationOptionsBuilder.builder().build());
    }

    private static VirtualMachineInstanceMigrationState stayed(
            VirtualMachineInstanceMigrationState move, Way way, boolean unwanted, Instant now) {
        if (unwanted && way.status().equals("cancelled")) {
            return failed(move, ABORTED, now).withAbortStatus("Succeeded");
        }
        String reason = Optional.ofNullable(move.failureReason())
                .orElse("Live migration failed: " + (way.error().isEmpty() ? "QEMU gave no reason." : way.error()));
        return failed(move, reason, now);
    }

    private static VirtualMachineInstanceMigrationState failed(
            VirtualMachineInstanceMigrationState move, String reason, Instant now) {
        return done(move, now).withFailed(true).withFailureReason(reason);
    }

    private static VirtualMachineInstanceMigrationState done(VirtualMachineInstanceMigrationState move, Instant now) {
        return move.withCompleted(true).withEndTimestamp(time(now));
    }

    private static Instant started(VirtualMachineInstanceMigrationState move, Instant now) {
        try {
            return Optional.ofNullable(move.startTimestamp())
                    .map(Instant::parse)
                    .orElse(now);
        } catch (DateTimeParseException e) {
            return now;
        }
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
