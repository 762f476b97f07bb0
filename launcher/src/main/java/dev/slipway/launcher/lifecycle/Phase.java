package dev.slipway.launcher.lifecycle;

import java.util.Optional;

/** Where a launcher is in the life of its guest. */
public sealed interface Phase {
    /** No launch plan has come yet. */
    record Waiting() implements Phase {}

    /** A plan has come; QEMU does not answer yet. */
    record Launching() implements Phase {}

    /** The guest's processors run. */
    record Running() implements Phase {}

    /**
     * QEMU is there, the guest's processors stand still.
     *
     * @param reason why
     */
    record Paused(PauseReason reason) implements Phase {}

    /** The guest has been asked to end, or is ending. */
    record ShuttingDown() implements Phase {}

    /**
     * QEMU is gone, or never came.
     *
     * @param end how
     */
    record Ended(End end) implements Phase {}

    /** Returns the name on the control socket. */
    default String wireName() {
        return getClass().getSimpleName();
    }

    /** Returns why the guest is paused, if it is. */
    default Optional<PauseReason> pauseReason() {
        return this instanceof Paused paused ? Optional.of(paused.reason()) : Optional.empty();
    }
}
