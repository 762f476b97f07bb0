package dev.slipway.operator.reconcile;

/** Brings one object to its wanted state. Runs at most once at a time for one key. */
@FunctionalInterface
public interface Reconciler {
    /** Looks at the object and makes the changes that are due; the object may be gone. */
    Outcome reconcile(ObjectKey key);
}
