package dev.slipway.portal.cluster;

import java.time.Instant;

/** Whether the Kubernetes API answers. */
public sealed interface Reachability {
    /** The API answered the last question, and all mirrors are filled. */
    record Reached() implements Reachability {}

    /** The portal has not yet heard everything since it started. */
    record Starting(Instant since) implements Reachability {}

    /**
     * The API does not answer; mirrors show an old state.
     *
     * @param since time of the last answer
     * @param error what the connection said
     */
    record Lost(Instant since, String error) implements Reachability {}
}
