package dev.slipway.machine.subresource;

import dev.slipway.machine.facts.ClusterFacts;

/** A subresource that changes or shows stored objects, and nothing else. */
@FunctionalInterface
public interface StoredAction {
    /** Decides what comes of the call. */
    Reaction decide(Target target, Wish wish, ClusterFacts facts);
}
