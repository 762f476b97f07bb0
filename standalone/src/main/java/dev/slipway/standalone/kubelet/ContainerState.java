package dev.slipway.standalone.kubelet;

import java.time.Instant;

/** What became of a container. */
sealed interface ContainerState {
    /**
     * It cannot start.
     *
     * @param reason as in a Pod's status, e.g. {@code ErrImageNeverPull}
     * @param message one sentence
     */
    record Waiting(String reason, String message) implements ContainerState {}

    /** It runs since {@code started}. */
    record Running(Instant started) implements ContainerState {}

    /**
     * It has ended.
     *
     * @param exitCode its exit code, 128 + n if signal n ended it
     * @param message its last words, may be empty
     */
    record Ended(int exitCode, String message, Instant started, Instant finished) implements ContainerState {}
}
