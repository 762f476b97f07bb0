package dev.slipway.machine.qemu;

import java.util.List;

/** The answer to the question how a guest is run. */
public sealed interface Translation {
    /**
     * This plan runs the guest.
     *
     * @param plan for the launcher
     */
    record Planned(LaunchPlan plan) implements Translation {}

    /**
     * The guest cannot run here as it is asked for.
     *
     * @param problems every reason, at least one
     */
    record Refused(List<Problem> problems) implements Translation {
        public Refused {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a refusal needs a reason");
            }
        }
    }
}
