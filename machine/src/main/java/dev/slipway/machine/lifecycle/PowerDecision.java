package dev.slipway.machine.lifecycle;

import java.util.List;
import java.util.Optional;

/** What follows from the wish to start, stop or restart a machine. */
public sealed interface PowerDecision {
    /**
     * It is carried out by these changes, in order.
     *
     * @param steps the changes
     */
    record Accepted(List<Step> steps) implements PowerDecision {
        public Accepted {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Nothing changes.
     *
     * @param refusal why
     */
    record Refused(Refusal refusal) implements PowerDecision {}

    /** One change of one object. */
    sealed interface Step {
        /**
         * Replace {@code spec.runStrategy}, if it still is {@code from}.
         *
         * @param from strategy that was read
         * @param to new strategy
         */
        record SetRunStrategy(RunStrategy from, RunStrategy to) implements Step {}

        /**
         * Replace {@code spec.running}, for machines that use this older form, if it still is the opposite.
         *
         * @param running new value
         */
        record SetRunning(boolean running) implements Step {}

        /**
         * Put requests into {@code status.stateChangeRequests} of the machine.
         *
         * @param before those that were read, to be replaced
         * @param requests new list
         * @param forgetStartFailure whether {@code status.startFailure} is there and to be removed
         */
        record RequestStateChange(Optional<ChangeRequests> before, ChangeRequests requests, boolean forgetStartFailure)
                implements Step {}

        /**
         * Replace {@code spec.terminationGracePeriodSeconds} of the instance.
         *
         * @param before value that was read
         * @param seconds new value
         */
        record SetGracePeriod(Optional<Long> before, long seconds) implements Step {}

        /** Delete the launcher Pod of the instance at once. */
        record DeleteLauncherPod() implements Step {}
    }
}
