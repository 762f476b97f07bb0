package dev.slipway.portal.machines;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * What ends a task about a machine: the action, and the instance that was there when it was asked.
 *
 * @param action what was asked
 * @param before uid of the instance at that time, or for a migration the node that it was on; empty if there was none
 * @param patience time after which the task has failed
 */
record Goal(Action action, String before, Duration patience) {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMinutes(1);
    private static final long DEFAULT_GRACE_SECONDS = 180;

    /** How far a machine is from a goal. */
    sealed interface Progress {
        record Reached(String sentence) implements Progress {}

        record Waiting(String sentence) implements Progress {}

        record Failed(String sentence) implements Progress {}
    }

    /** Returns the goal of an action on a machine as it is now. */
    static Goal of(Action action, MachineFacts facts) {
        String before = action == Action.MIGRATE
                ? node(facts)
                : facts.instance().map(vmi -> vmi.getMetadata().getUid()).orElse("");
        Duration patience = switch (action) {
            case START, RESTART, DELETE -> LONG.plus(grace(facts));
            case MIGRATE -> LONG.plus(LONG);
            case SHUT_DOWN -> SHORT.plus(grace(facts));
            case PAUSE, RESUME, RESET, POWER_OFF -> SHORT;
        };
        return new Goal(action, before, patience);
    }

    /** Reads a goal as {@link #text} writes it. */
    static Optional<Goal> parse(String text) {
        String[] parts = text.split(" ", -1);
        try {
            return parts.length == 3
                    ? Action.of(parts[0]).map(action -> new Goal(action, parts[1], Duration.parse(parts[2])))
                    : Optional.empty();
        } catch (java.time.format.DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /** Returns the goal as the task log keeps it. */
    String text() {
        return action.path() + " " + before + " " + patience;
    }

    /**
     * Decides how far a machine is.
     *
     * @param name name of the machine
     * @param facts the machine now; empty if it is gone
     * @param passed time since the task began
     */
    Progress progress(String name, Optional<MachineFacts> facts, Duration passed) {
        if (facts.isEmpty()) {
            return action == Action.DELETE
                    ? new Progress.Reached("The machine is gone.")
                    : new Progress.Failed(name + " was deleted meanwhile.");
        }
        MachineState state = MachineState.of(facts.get());
        String now = facts.get()
                .instance()
                .map(VirtualMachineInstance::getMetadata)
                .map(metadata -> metadata.getUid())
                .orElse("");
        boolean sameInstance = now.equals(before);
        Progress progress = switch (action) {
            case START -> starting(state, true);
            case RESTART -> starting(state, !sameInstance);
            case SHUT_DOWN, POWER_OFF -> stopping(state, sameInstance);
            case PAUSE -> state.word() == StateWord.PAUSED ? new Progress.Reached("It stands still.") : waiting(state);
            case RESUME -> state.word() == StateWord.RUNNING ? new Progress.Reached("It runs on.") : waiting(state);
            case MIGRATE -> migrating(facts.get(), state, passed);
            case RESET -> new Progress.Reached("The reset button was pressed.");
            case DELETE -> new Progress.Waiting("waiting until the guest and its disks are gone");
        };
        boolean late = progress instanceof Progress.Waiting
                && state.word() != StateWord.PROVISIONING
                && passed.compareTo(patience) > 0;
        return late ? new Progress.Failed(tooLate(name, state)) : progress;
    }

    private Progress migrating(MachineFacts facts, MachineState state, Duration passed) {
        String node = node(facts);
        if (!node.isEmpty() && !node.equals(before)) {
            return new Progress.Reached("It runs on " + node + " now.");
        }
        if (node.isEmpty()) {
            return new Progress.Failed("The machine is not running any more.");
        }
        return facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::migrationState)
                .filter(move -> Boolean.TRUE.equals(move.failed()) && endedWithin(move.endTimestamp(), passed))
                .<Progress>map(move -> new Progress.Failed(HealthItem.sentence(
                                java.util.Objects.requireNonNullElse(move.failureReason(), "The migration failed."))
                        + " The machine stays on " + node + "."))
                .orElseGet(() -> state.word() == StateWord.MIGRATING
                        ? waiting(state)
                        : new Progress.Waiting("its place on another node is being made"));
    }

    private static boolean endedWithin(@org.jspecify.annotations.Nullable String end, Duration passed) {
        return MachineState.time(end)
                .filter(moment -> moment.plus(passed).plusSeconds(1).isAfter(java.time.Instant.now()))
                .isPresent();
    }

    private static String node(MachineFacts facts) {
        return facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::nodeName)
                .orElse("");
    }

    private static Progress starting(MachineState state, boolean fresh) {
        if (!fresh) {
            return new Progress.Waiting("the guest is shutting down");
        }
        return switch (state.word()) {
            case RUNNING -> new Progress.Reached("It runs.");
            case PAUSED -> new Progress.Reached("It is there, paused.");
            case ERROR, NOT_PLACED -> new Progress.Failed(state.word().word() + ": " + state.reason() + ".");
            case STARTING, PROVISIONING, STOPPING, MIGRATING, STOPPED, DELETING, UNKNOWN -> waiting(state);
        };
    }

    private static Progress stopping(MachineState state, boolean sameInstance) {
        if (state.word() == StateWord.STOPPED) {
            return new Progress.Reached("It is off.");
        }
        return sameInstance
                ? new Progress.Waiting("the guest is shutting down")
                : new Progress.Reached("It was off, and has been started again since.");
    }

    private static Progress waiting(MachineState state) {
        return new Progress.Waiting(state.reason());
    }

    private String tooLate(String name, MachineState state) {
        String after = " after " + dev.slipway.portal.layout.Formats.span(patience);
        return switch (action) {
            case SHUT_DOWN ->
                name + " still runs" + after
                        + ": its guest does not react to the power button. Look at its console, or power it off.";
            case DELETE -> name + " is still there" + after + ". Something holds it; its events say what.";
            case START, RESTART, PAUSE, RESUME, MIGRATE, RESET, POWER_OFF ->
                name + " is " + state.word().word().toLowerCase(java.util.Locale.ROOT) + after
                        + (state.reason().isEmpty() ? "" : " (" + state.reason() + ")") + ". Its events may say why.";
        };
    }

    private static Duration grace(MachineFacts facts) {
        Long seconds =
                facts.spec().map(spec -> spec.terminationGracePeriodSeconds()).orElse(null);
        return Duration.ofSeconds(seconds == null ? DEFAULT_GRACE_SECONDS : seconds);
    }
}
