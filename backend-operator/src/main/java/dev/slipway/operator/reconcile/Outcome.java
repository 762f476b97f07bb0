package dev.slipway.operator.reconcile;

import java.time.Duration;

/** How one look at an object ended. */
public sealed interface Outcome {
    /** Nothing to do until something changes. */
    record Done() implements Outcome {}

    /**
     * Look again later, even if nothing changes.
     *
     * @param after how much later
     */
    record Again(Duration after) implements Outcome {}

    /** Returns the earlier of two outcomes. */
    static Outcome earlier(Outcome one, Outcome other) {
        return switch (one) {
            case Done _ -> other;
            case Again first ->
                switch (other) {
                    case Done _ -> first;
                    case Again second -> first.after().compareTo(second.after()) <= 0 ? first : second;
                };
        };
    }
}
