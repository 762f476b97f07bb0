package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * An action on a machine as it is offered now.
 *
 * @param action action
 * @param reason why it cannot be done now, a sentence that names the machine; empty if it can
 */
public record Offer(Action action, String reason) {
    /** Returns whether it can be done now. */
    public boolean enabled() {
        return reason.isEmpty();
    }

    /**
     * Decides what is offered for a machine. What can never apply in its state is absent.
     *
     * @param may whether the visitor has a right in the machine's project
     * @param reachable whether the API answers
     */
    static List<Offer> of(MachineRow row, Predicate<Ask> may, boolean reachable) {
        return Stream.of(Action.values())
                .filter(action -> applies(action, row.state().word()))
                .map(action -> new Offer(action, reason(action, row, may, reachable)))
                .toList();
    }

    /** Decides whether one action can be done now. */
    static Offer of(Action action, MachineRow row, Predicate<Ask> may, boolean reachable) {
        return new Offer(action, reason(action, row, may, reachable));
    }

    private static boolean applies(Action action, StateWord word) {
        return switch (action) {
            case PAUSE -> word != StateWord.PAUSED;
            case RESUME -> word == StateWord.PAUSED;
            case START, SHUT_DOWN, RESTART, MIGRATE, RESET, POWER_OFF, DELETE -> true;
        };
    }

    private static String reason(Action action, MachineRow row, Predicate<Ask> may, boolean reachable) {
        String name = row.key().name();
        Optional<String> state = state(action, row.state().word(), name).or(() -> tied(action, row));
        if (state.isPresent()) {
            return state.get();
        }
        if (!reachable) {
            return action.word() + " waits: the Kubernetes API does not answer now.";
        }
        return may.test(action.right()) ? "" : action.right().lackedIn(row.key().namespace());
    }

    private static Optional<String> state(Action action, StateWord word, String name) {
        if (word == StateWord.DELETING) {
            return Optional.of(name + " is being deleted.");
        }
        return switch (action) {
            case START -> start(word, name);
            case SHUT_DOWN ->
                switch (word) {
                    case STOPPED -> Optional.of(name + " is stopped already.");
                    case STOPPING -> Optional.of(name + " is shutting down already; Power off ends it at once.");
                    case PAUSED ->
                        Optional.of(
                                name + " is paused, so its guest cannot shut down. Resume it first, or power it off.");
                    case RUNNING, STARTING, PROVISIONING, MIGRATING, ERROR, NOT_PLACED, DELETING, UNKNOWN ->
                        Optional.empty();
                };
            case RESTART -> onlyRunning(word, name, "restart");
            case RESET -> onlyRunning(word, name, "be reset");
            case MIGRATE ->
                word == StateWord.MIGRATING
                        ? Optional.of(name + " is migrating already.")
                        : onlyRunning(word, name, "migrate");
            case PAUSE -> onlyRunning(word, name, "be paused");
            case RESUME -> Optional.empty();
            case POWER_OFF -> word == StateWord.STOPPED ? Optional.of(name + " is stopped already.") : Optional.empty();
            case DELETE -> Optional.empty();
        };
    }

    /** Why a machine that runs cannot leave its node. */
    private static Optional<String> tied(Action action, MachineRow row) {
        return action == Action.MIGRATE
                ? row.state().notes().stream()
                        .filter(MachineState.Note::tiesToNode)
                        .map(note -> row.key().name() + " cannot migrate: " + note.detail() + ".")
                        .findFirst()
                : Optional.empty();
    }

    private static Optional<String> start(StateWord word, String name) {
        return switch (word) {
            case STOPPED -> Optional.empty();
            case RUNNING, MIGRATING -> Optional.of(name + " is running already.");
            case STARTING -> Optional.of(name + " is starting already.");
            case PROVISIONING -> Optional.of(name + " starts by itself when its disks are filled.");
            case PAUSED -> Optional.of(name + " is paused; resume it.");
            case STOPPING -> Optional.of(name + " is still shutting down; start it when it has stopped.");
            case ERROR, NOT_PLACED ->
                Optional.of("The cluster tries to start " + name + " again by itself when the cause is gone.");
            case UNKNOWN -> Optional.of("It is not known whether " + name + " runs, because its node is silent.");
            case DELETING -> Optional.of(name + " is being deleted.");
        };
    }

    private static Optional<String> onlyRunning(StateWord word, String name, String what) {
        return word == StateWord.RUNNING
                ? Optional.empty()
                : Optional.of(name + " can only " + what + " while it is running; its state is " + word.word() + ".");
    }
}
