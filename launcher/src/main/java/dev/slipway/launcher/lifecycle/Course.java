package dev.slipway.launcher.lifecycle;

import java.time.Duration;
import java.util.Optional;

/**
 * What was seen of a guest until QEMU ended; from it follows how it {@linkplain #end ended}.
 *
 * @param startFailure why the guest's first instruction could not be run, if it could not
 * @param stopWanted the grace of the first wish to stop, if there was one
 * @param forced why the launcher killed QEMU, if it did
 * @param shutdownReason {@code reason} of QEMU's SHUTDOWN event, if there was one
 * @param moved whether the guest has left for another launcher
 * @param panicked whether the guest reported a panic since its last reset
 */
public record Course(
        Optional<String> startFailure,
        Optional<Duration> stopWanted,
        Optional<Force> forced,
        Optional<String> shutdownReason,
        boolean moved,
        boolean panicked) {

    /** The guest of which nothing was seen. */
    public static final Course NEW =
            new Course(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    /** Why the launcher ends QEMU by force. */
    public enum Force {
        /** Somebody asked for it. */
        REQUESTED,
        /** The guest did not end within its grace period. */
        GRACE_OVER,
        /** It was asked to stop before it ever ran, so there was nothing to lose. */
        NEVER_RAN
    }

    /** Returns this, with the first instruction refused. */
    public Course withStartFailure(String why) {
        return new Course(Optional.of(why), stopWanted, forced, shutdownReason, moved, panicked);
    }

    /** Returns this, with the wish to stop. */
    public Course withStopWanted(Duration grace) {
        return new Course(startFailure, Optional.of(grace), forced, shutdownReason, moved, panicked);
    }

    /** Returns this, with QEMU killed; the first reason stays. */
    public Course withForce(Force why) {
        return new Course(startFailure, stopWanted, Optional.of(forced.orElse(why)), shutdownReason, moved, panicked);
    }

    /** Returns this, with QEMU's SHUTDOWN event. */
    public Course withShutdown(String reason) {
        return new Course(startFailure, stopWanted, forced, Optional.of(reason), moved, panicked);
    }

    /** Returns this, with a panic or, after a reset, without. */
    public Course withPanic(boolean seen) {
        return new Course(startFailure, stopWanted, forced, shutdownReason, moved, seen);
    }

    /** Returns this, with the guest gone to another launcher. */
    public Course withMoved() {
        return new Course(startFailure, stopWanted, forced, shutdownReason, true, panicked);
    }

    /** Returns whether the guest has been asked to end, or is ending by itself. */
    public boolean isEnding() {
        return stopWanted.isPresent() || forced.isPresent() || shutdownReason.isPresent();
    }

    /**
     * Returns how the guest ended.
     *
     * @param exitCode exit code of QEMU, 128 + signal if one ended it
     * @param lastWords the last lines that QEMU wrote
     */
    public End end(int exitCode, String lastWords) {
        if (startFailure.isPresent()) {
            return new End(End.Kind.QEMU_FAILED, "The guest could not be started: " + startFailure.get(), exitCode);
        }
        if (moved) {
            return new End(End.Kind.MIGRATED, "The guest moved to another node.", exitCode);
        }
        if (panicked) {
            return new End(End.Kind.PANICKED, "The guest's kernel panicked; its console shows why.", exitCode);
        }
        if (forced.isPresent()) {
            return forcedEnd(forced.get(), exitCode);
        }
        return switch (shutdownReason.orElse("")) {
            case "guest-shutdown", "guest-reset" -> ownEnd(exitCode);
            case "guest-panic" ->
                new End(End.Kind.PANICKED, "The guest's kernel panicked; its console shows why.", exitCode);
            case "host-qmp-quit", "host-signal", "host-ui" ->
                new End(End.Kind.KILLED, "QEMU was ended from outside.", exitCode);
            default ->
                new End(End.Kind.CRASHED, "QEMU failed while the guest ran" + because(exitCode, lastWords), exitCode);
        };
    }

    private End ownEnd(int exitCode) {
        return stopWanted.isPresent()
                ? new End(End.Kind.STOPPED, "The guest shut down as asked.", exitCode)
                : new End(End.Kind.GUEST_SHUTDOWN, "The guest shut itself down.", exitCode);
    }

    private End forcedEnd(Force why, int exitCode) {
        return switch (why) {
            case NEVER_RAN -> new End(End.Kind.STOPPED, "The guest was stopped before it ran.", exitCode);
            case REQUESTED -> new End(End.Kind.KILLED, "The guest was ended by force, as asked.", exitCode);
            case GRACE_OVER ->
                new End(
                        End.Kind.KILLED,
                        "The guest did not shut down within its grace period of %d s and was ended by force."
                                .formatted(stopWanted.orElse(Duration.ZERO).toSeconds()),
                        exitCode);
        };
    }

    private static String because(int exitCode, String lastWords) {
        String how = exitCode > 128 ? " by signal " + (exitCode - 128) : " with exit code " + exitCode;
        return how + (lastWords.isBlank() ? "." : ": " + lastWords.strip());
    }
}
