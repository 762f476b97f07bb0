package dev.slipway.launcher.machine;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonArray;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.Course;
import dev.slipway.launcher.lifecycle.End;
import dev.slipway.launcher.lifecycle.Move;
import dev.slipway.launcher.lifecycle.PauseReason;
import dev.slipway.launcher.lifecycle.Phase;
import dev.slipway.launcher.lifecycle.RunState;
import dev.slipway.launcher.qmp.QmpException;
import dev.slipway.launcher.qmp.QmpMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Follows one guest: keeps its course, and its phase on the board. An event only says that something changed; what is true
 * is asked of QEMU then, so a flood of events costs one question.
 */
final class GuestWatch {
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);

    /** Events after which phase, migration or the agent's line may be another. Source: QEMU 7.2, {@code qapi/}. */
    private static final Set<String> TELLING = Set.of(
            "BLOCK_IO_ERROR",
            "GUEST_PANICKED",
            "MIGRATION",
            "RESET",
            "RESUME",
            "SHUTDOWN",
            "STOP",
            "SUSPEND",
            "VSERPORT_CHANGE",
            "WAKEUP",
            "WATCHDOG");

    private final StateBoard board;
    private final SoftReboot reboot;
    private Course course = Course.NEW;
    private Optional<Move> move = Optional.empty();
    private boolean changed;
    private boolean over;

    GuestWatch(StateBoard board, SoftReboot reboot) {
        this.board = board;
        this.reboot = reboot;
    }

    /** Takes an event of QEMU's monitor; returns at once. */
    synchronized void onEvent(QmpMessage.Event event) {
        if (!TELLING.contains(event.name())) {
            return;
        }
        switch (event.name()) {
            case "SHUTDOWN" -> {
                String reason = event.data().text("reason").orElse("host-error");
                if (!reboot.takes(reason)) {
                    course = course.withShutdown(reason);
                }
            }
            case "GUEST_PANICKED" -> course = course.withPanic(true);
            case "RESET" -> course = course.withPanic(false);
            default -> {}
        }
        refresh();
    }

    /** Begins to keep the board true for {@code guest}. */
    void begin(Guest guest) {
        Threads.start("watch", () -> follow(guest));
    }

    /** Makes the board true again, soon. */
    synchronized void refresh() {
        changed = true;
        notifyAll();
    }

    synchronized void stopWanted(Duration grace) {
        course = course.withStopWanted(grace);
        refresh();
    }

    synchronized void forced(Course.Force why) {
        course = course.withForce(why);
        refresh();
    }

    /** The guest comes or goes, and is so far. */
    synchronized void moves(Move now) {
        move = Optional.of(now);
        refresh();
    }

    /** Returns the last move, if there was one. */
    synchronized Optional<Move> move() {
        return move;
    }

    /** Returns whether the guest runs elsewhere, or has not run here yet. */
    synchronized boolean isElsewhere() {
        return course.moved() || move.filter(Move::isWaitingGuest).isPresent();
    }

    synchronized void startFailed(String why) {
        course = course.withStartFailure(why);
    }

    /** Ends the watch; returns how the guest ended. */
    synchronized End end(int exitCode, String lastWords) {
        over = true;
        notifyAll();
        return course.end(exitCode, lastWords);
    }

    private void follow(Guest guest) {
        try {
            while (awaitChange()) {
                ask(guest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when the guest has ended. */
    private synchronized boolean awaitChange() throws InterruptedException {
        while (!changed && !over) {
            wait();
        }
        changed = false;
        return !over;
    }

    private void ask(Guest guest) {
        try {
            String status = question(guest, "query-status") instanceof JsonObject answer
                    ? answer.text("status").orElse("")
                    : "";
            Json told = question(guest, "query-migrate");
            Optional<JsonObject> migration =
                    move().map(known -> known.toJson(told instanceof JsonObject answer ? answer : JsonObject.EMPTY));
            migration.filter(Move::isGone).ifPresent(gone -> left());
            board.change(state -> {
                if (state.phase() instanceof Phase.Ended) {
                    return state;
                }
                var next = state.withPhase(phase(status));
                return migration.map(next::withMigration).orElse(next);
            });
            if (guest.agent().isPresent()) {
                guest.agent().get().setOpen(isAgentOpen(question(guest, "query-chardev")));
            }
        } catch (QmpException e) {
            if (!e.isClosed()) {
                Log.line("QEMU did not tell its state: " + e.getMessage());
            }
        }
    }

    private synchronized void left() {
        course = course.withMoved();
    }

    /** A guest that has arrived stands still until it is let go, whatever QEMU calls that. */
    private synchronized Phase phase(String status) {
        Phase phase = RunState.phase(status, course.isEnding());
        boolean waits = phase instanceof Phase.Paused
                && move.filter(Move::isWaitingGuest).isPresent();
        return waits ? new Phase.Paused(PauseReason.MIGRATION) : phase;
    }

    private static Json question(Guest guest, String command) throws QmpException {
        return guest.monitor().execute(command, JsonObject.EMPTY, QUESTION_LIMIT);
    }

    private static boolean isAgentOpen(Json characterDevices) {
        return characterDevices instanceof JsonArray list
                && list.items().stream()
                        .anyMatch(item -> item instanceof JsonObject device
                                && device.text("label").equals(Optional.of(QemuArguments.AGENT_DEVICE))
                                && device.isTrue("frontend-open"));
    }
}
