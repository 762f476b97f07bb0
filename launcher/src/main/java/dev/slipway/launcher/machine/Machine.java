package dev.slipway.launcher.machine;

import dev.slipway.launcher.agent.AgentException;
import dev.slipway.launcher.agent.GuestAgent;
import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.Course;
import dev.slipway.launcher.lifecycle.Departure;
import dev.slipway.launcher.lifecycle.End;
import dev.slipway.launcher.lifecycle.LaunchPlan;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedFile;
import dev.slipway.launcher.lifecycle.LaunchPlanReader;
import dev.slipway.launcher.lifecycle.LauncherState;
import dev.slipway.launcher.lifecycle.Move;
import dev.slipway.launcher.lifecycle.PauseReason;
import dev.slipway.launcher.lifecycle.Phase;
import dev.slipway.launcher.lifecycle.Route;
import dev.slipway.launcher.machine.CommandException.Code;
import dev.slipway.launcher.process.Preparation;
import dev.slipway.launcher.process.RotatingLog;
import dev.slipway.launcher.process.Spawner;
import dev.slipway.launcher.qmp.QmpException;
import dev.slipway.launcher.viewers.ConsolePipe;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The one virtual machine of this launcher, from before its plan until after its end. Any thread may call any method. */
public final class Machine {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration LAUNCH_LIMIT = Duration.ofMinutes(2);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(20);
    private static final Duration LAST_EVENTS_LIMIT = Duration.ofSeconds(1);
    private static final long QEMU_LOG_BYTES = 1024 * 1024;

    private final RunDirectory directory;
    private final Spawner spawner;
    private final Clock clock;
    private final Optional<ConsolePipe> console;
    private final StateBoard board = new StateBoard();
    private final SoftReboot reboot = new SoftReboot();
    private final GuestWatch watch = new GuestWatch(board, reboot);
    private final GracefulStop stop = new GracefulStop(this::pressPowerButton, () -> force(Course.Force.GRACE_OVER));
    private final CompletableFuture<Guest> guest = new CompletableFuture<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private Optional<JsonObject> plan = Optional.empty();
    private Optional<Sending> sending = Optional.empty();

    /**
     * A machine without a plan, in {@code directory}.
     *
     * @param console gets what the guest writes to its serial line; it outlives the machine
     */
    public Machine(RunDirectory directory, Clock clock, Optional<ConsolePipe> console) {
        this.directory = directory;
        this.spawner = new Spawner(directory.path());
        this.clock = clock;
        this.console = console;
    }

    /** Returns the current state and its changes. */
    public StateBoard board() {
        return board;
    }

    /** Returns how it ended, once it has. */
    public CompletableFuture<End> ended() {
        return ended;
    }

    /** Returns what steers the running guest. */
    public GuestControls controls() throws CommandException {
        return new GuestControls(directory, running().orElseThrow(this::notRunning), reboot);
    }

    /** Launches the guest; returns when QEMU answers. The same plan again is no second launch, but waits for the first. */
    public void launch(JsonObject json) throws CommandException {
        LaunchPlan parsed = read(json);
        if (isFirst(json)) {
            launchNow(parsed);
        } else {
            awaitLaunch();
        }
    }

    private static LaunchPlan read(JsonObject json) throws CommandException {
        try {
            return LaunchPlanReader.read(json);
        } catch (LaunchPlanReader.InvalidPlanException e) {
            throw new CommandException(Code.BAD_PLAN, String.valueOf(e.getMessage()));
        }
    }

    private synchronized boolean isFirst(JsonObject json) throws CommandException {
        if (ended.isDone()) {
            throw notRunning();
        }
        if (plan.isEmpty()) {
            plan = Optional.of(json);
            return true;
        }
        if (!plan.get().equals(json)) {
            throw new CommandException(
                    Code.ALREADY_LAUNCHED,
                    "This launcher has launched another plan already; a changed plan needs a new launcher.");
        }
        return false;
    }

    private void awaitLaunch() throws CommandException {
        try {
            guest.get(LAUNCH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandException(Code.TIMEOUT, "The launch is still under way; try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException(Code.TIMEOUT, "The wait for the launch was interrupted.");
        } catch (ExecutionException e) {
            throw notRunning();
        }
    }

    private CommandException notRunning() {
        String why = board.now().phase() instanceof Phase.Ended(End end)
                ? "The guest has ended: " + end.message()
                : "The guest does not run yet; launch it first.";
        return new CommandException(Code.NOT_RUNNING, why);
    }

    private void launchNow(LaunchPlan parsed) throws CommandException {
        board.change(state -> state.withPhase(new Phase.Launching()));
        try {
            RotatingLog log = new RotatingLog(directory.file("qemu.log"), QEMU_LOG_BYTES);
            begin(new Launch(directory, spawner, log, board, watch::onEvent, console).run(parsed), log);
        } catch (Launch.LaunchFailedException e) {
            throw launchFailed(String.valueOf(e.getMessage()), e.exitCode());
        } catch (IOException e) {
            throw launchFailed(String.valueOf(e.getMessage()), -1);
        }
    }

    private CommandException launchFailed(String why, int exitCode) {
        String sentence = "The guest could not be started: " + why;
        finish(new End(End.Kind.QEMU_FAILED, sentence, exitCode));
        return new CommandException(Code.LAUNCH_FAILED, sentence);
    }

    private void begin(Guest launched, RotatingLog log) throws CommandException {
        launched.process().onExit(exitCode -> Threads.start("end", () -> end(launched, log, exitCode)));
        try {
            LauncherState.Qemu qemu = new LauncherState.Qemu(
                    launched.process().pid(),
                    launched.monitor().qemuVersion(),
                    Launch.accelerator(launched.monitor(), START_LIMIT),
                    clock.instant());
            board.change(state -> state.withQemu(qemu));
            watch.begin(launched);
            guest.complete(launched);
            if (board.now().phase() instanceof Phase.ShuttingDown) {
                force(Course.Force.NEVER_RAN); // the wish to stop came while it was being launched
            } else if (launched.plan().incoming().isPresent()) {
                receive(launched, launched.plan().incoming().get());
            } else if (!launched.plan().startPaused()) {
                launched.monitor().execute("cont", JsonObject.EMPTY, START_LIMIT);
            }
            watch.refresh();
        } catch (QmpException e) {
            watch.startFailed(String.valueOf(e.getMessage()));
            launched.process().kill();
            throw new CommandException(Code.LAUNCH_FAILED, "The guest could not be started: " + e.getMessage());
        }
    }

    private void receive(Guest launched, Route route) throws QmpException {
        Move move = Move.of(Move.Direction.IN, route.id());
        watch.moves(move);
        new Reception(launched.monitor(), route).begin();
        watch.moves(move.at(Move.Stage.LISTENING));
    }

    /** Lets the guest's processors run on; a guest that has arrived from another launcher is taken over by that. */
    public void resume() throws CommandException {
        Guest launched = running().orElseThrow(this::notRunning);
        Optional<Move> arriving = watch.move().filter(Move::isWaitingGuest);
        Optional<Route> route = launched.plan().incoming();
        if (arriving.isEmpty() || route.isEmpty()) {
            controls().resume();
            return;
        }
        boolean arrived = board.now()
                .migration()
                .flatMap(told -> told.text("status"))
                .filter(status -> status.equals("completed") || status.startsWith("postcopy"))
                .isPresent();
        if (!arrived) {
            throw new CommandException(Code.NOT_RUNNING, "The guest has not arrived here yet.");
        }
        try {
            new Reception(launched.monitor(), route.get()).release();
        } catch (QmpException e) {
            throw GuestControls.refusal(e);
        }
        watch.moves(arriving.get().at(Move.Stage.ARRIVED));
    }

    /**
     * Sends the guest to another launcher; returns at once, the state tells the rest. The same wish again does nothing.
     */
    public void migrate(JsonObject json) throws CommandException {
        Departure departure = readDeparture(json);
        Guest launched = running().orElseThrow(this::notRunning);
        synchronized (this) {
            if (sending.filter(known -> known.id().equals(departure.route().id()))
                    .isPresent()) {
                return;
            }
            boolean busy = watch.isElsewhere()
                    || (sending.isPresent()
                            && board.now()
                                    .migration()
                                    .filter(told -> !Move.isOver(told))
                                    .isPresent());
            if (busy) {
                throw new CommandException(
                        Code.QEMU_REFUSED, "Another migration of this guest is under way; cancel it or wait for it.");
            }
            sending = Optional.of(new Sending(launched.monitor(), watch, departure));
        }
        try {
            Preparation preparation = new Preparation(directory, spawner, launched.log());
            for (PlannedFile file : departure.files()) {
                preparation.write(file);
            }
        } catch (IOException e) {
            throw new CommandException(Code.LAUNCH_FAILED, "The keys could not be written: " + e.getMessage());
        }
        sending.get().begin();
    }

    private static Departure readDeparture(JsonObject json) throws CommandException {
        try {
            return Departure.read(json);
        } catch (LaunchPlanReader.InvalidPlanException e) {
            throw new CommandException(Code.BAD_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }

    /** Keeps the guest here, if it has not left yet. */
    public void cancelMigration() throws CommandException {
        try {
            departing().cancel();
        } catch (QmpException e) {
            throw GuestControls.refusal(e);
        }
    }

    /** Lets the guest run at its new place before all of its memory is there. */
    public void startPostCopy() throws CommandException {
        try {
            departing().startPostCopy();
        } catch (QmpException e) {
            throw GuestControls.refusal(e);
        }
    }

    private synchronized Sending departing() throws CommandException {
        return sending.orElseThrow(() -> new CommandException(Code.NOT_RUNNING, "The guest is not migrating."));
    }

    private void end(Guest launched, RotatingLog log, int exitCode) {
        stop.end();
        launched.monitor().awaitEnd(LAST_EVENTS_LIMIT); // QEMU said why before it ended
        End end = watch.end(exitCode, launched.process().lastWords());
        launched.close();
        try {
            log.close();
        } catch (IOException e) {
            Log.line("closing qemu.log: " + e.getMessage());
        }
        finish(end);
    }

    private void finish(End end) {
        guest.completeExceptionally(new IllegalStateException("the guest never ran"));
        board.change(state -> state.withPhase(new Phase.Ended(end)));
        ended.complete(end);
    }

    private Optional<Guest> running() {
        boolean launched = guest.isDone() && !guest.isCompletedExceptionally() && !ended.isDone();
        return launched ? Optional.of(guest.join()) : Optional.empty();
    }

    /**
     * Asks the guest to switch itself off. Returns at once; a second wish can only bring the end forward.
     *
     * @param grace time until it is ended by force; by default the plan's
     */
    public void shutdown(Optional<Duration> grace) {
        if (endedBeforePlan()) {
            return;
        }
        boolean nothingToLose = running().isEmpty()
                || watch.isElsewhere()
                || board.now().phase().equals(new Phase.Paused(PauseReason.STARTING));
        if (nothingToLose) {
            force(Course.Force.NEVER_RAN);
            return;
        }
        Duration limit = grace.or(
                        () -> running().map(launched -> launched.plan().grace()))
                .orElse(Duration.ZERO);
        if (limit.isZero()) {
            force(Course.Force.REQUESTED);
        } else {
            watch.stopWanted(limit);
            board.change(
                    state -> state.phase() instanceof Phase.Ended ? state : state.withPhase(new Phase.ShuttingDown()));
            stop.want(limit);
        }
    }

    private synchronized boolean endedBeforePlan() {
        if (plan.isEmpty() && !ended.isDone()) {
            finish(new End(End.Kind.STOPPED, "The launcher was stopped before a guest was launched.", -1));
        }
        return ended.isDone();
    }

    private void pressPowerButton() {
        Optional<Guest> launched = running();
        if (launched.isEmpty()) {
            return;
        }
        try {
            reboot.forget();
            GuestControls controls = new GuestControls(directory, launched.get(), reboot);
            if (controls.isPanicked()) {
                force(Course.Force.REQUESTED); // nobody is there to hear it
            } else {
                controls.pressPowerButton();
            }
        } catch (QmpException e) {
            Log.line("QEMU did not press the power button: " + e.getMessage());
        }
        launched.get().agent().filter(GuestAgent::isConnected).ifPresent(Machine::askAgentToShutDown);
    }

    private static void askAgentToShutDown(GuestAgent agent) {
        try {
            agent.shutdown(false);
        } catch (AgentException e) {
            Log.line("the guest agent was not told to shut down: " + e.getMessage());
        }
    }

    /** Ends the guest by force; returns when QEMU is gone. */
    public void kill() throws CommandException {
        if (!endedBeforePlan()) {
            force(Course.Force.REQUESTED);
        }
        try {
            ended.get(KILL_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandException(
                    Code.TIMEOUT,
                    "QEMU did not end within %d s; its storage may hang.".formatted(KILL_LIMIT.toSeconds()));
        } catch (InterruptedException | ExecutionException e) {
            throw new CommandException(Code.TIMEOUT, "The wait for QEMU's end was interrupted.");
        }
    }

    private void force(Course.Force why) {
        watch.forced(why);
        board.change(state -> state.phase() instanceof Phase.Ended ? state : state.withPhase(new Phase.ShuttingDown()));
        running().ifPresent(launched -> launched.process().close());
    }
}
