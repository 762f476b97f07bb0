package dev.slipway.machine.qemu;

import java.util.List;

/** The answer to the question how a guest is run. */
public sealed interface Translation {
    /**
     * This plan runs the guest.
     *
     * @param plan for the launcher
     * @param notes what the guest does not get here although the instance names it, because it runs as well without: a
     *     sentence each, for an event
     * @param threads on which of the host's processors QEMU's threads run, to be carried out once it has started
     */
    record Planned(LaunchPlan plan, List<String> notes, ThreadPlaces threads) implements Translation {
        public Planned {
            notes = List.copyOf(notes);
        }
    }

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
