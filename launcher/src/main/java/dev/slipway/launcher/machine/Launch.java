package dev.slipway.launcher.machine;

import dev.slipway.launcher.agent.GuestAgent;
import dev.slipway.launcher.io.Rendezvous;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.LaunchPlan;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedFile;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedHelper;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedImage;
import dev.slipway.launcher.lifecycle.LauncherState.Viewers;
import dev.slipway.launcher.process.BoundProcess;
import dev.slipway.launcher.process.Preparation;
import dev.slipway.launcher.process.RotatingLog;
import dev.slipway.launcher.process.Spawner;
import dev.slipway.launcher.qmp.QmpClient;
import dev.slipway.launcher.qmp.QmpException;
import dev.slipway.launcher.qmp.QmpMessage;
import dev.slipway.launcher.viewers.ConsolePipe;
import dev.slipway.launcher.viewers.SerialLine;
import dev.slipway.launcher.viewers.VncViewers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The steps from a plan to a guest that waits for its first instruction; undone as a whole if one fails. */
final class Launch {
    /** A cold disk and a busy machine; measured 40 ms warm. */
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final RunDirectory directory;
    private final Spawner spawner;
    private final RotatingLog log;
    private final StateBoard board;
    private final Consumer<QmpMessage.Event> events;
    private final Optional<ConsolePipe> console;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Launch(
            RunDirectory directory,
            Spawner spawner,
            RotatingLog log,
            StateBoard board,
            Consumer<QmpMessage.Event> events,
            Optional<ConsolePipe> console) {
        this.directory = directory;
        this.spawner = spawner;
        this.log = log;
        this.board = board;
        this.events = events;
        this.console = console;
    }

    /** QEMU, or something it needs, could not be started; the message says why. */
    static final class LaunchFailedException extends Exception {
        private final int exitCode;

        LaunchFailedException(String message, int exitCode, Throwable cause) {
            super(message, cause);
            this.exitCode = exitCode;
        }

        /** Returns QEMU's exit code, -1 if it did not run. */
        int exitCode() {
            return exitCode;
        }
    }

    Guest run(LaunchPlan plan) throws LaunchFailedException {
        try {
            List<BoundProcess> helpers = prepare(plan);
            return start(plan, helpers);
        } catch (IOException e) {
            Guest.closeAll(opened);
            throw new LaunchFailedException(String.valueOf(e.getMessage()), -1, e);
        } catch (LaunchFailedException e) {
            Guest.closeAll(opened);
            throw e;
        }
    }

    private List<BoundProcess> prepare(LaunchPlan plan) throws IOException {
        Preparation preparation = new Preparation(directory, spawner, log);
        for (PlannedFile file : plan.files()) {
            preparation.write(file);
        }
        for (PlannedImage image : plan.images()) {
            preparation.make(image);
        }
        List<BoundProcess> helpers = new ArrayList<>();
        for (PlannedHelper helper : plan.helpers()) {
            helpers.add(opened(preparation.start(helper)));
        }
        return helpers;
    }

    private Guest start(LaunchPlan plan, List<BoundProcess> helpers) throws IOException, LaunchFailedException {
        Rendezvous monitor = opened(new Rendezvous(directory, QemuArguments.MONITOR_SOCKET));
        Optional<Rendezvous> serial = rendezvous(plan.serial(), QemuArguments.SERIAL_SOCKET);
        Optional<Rendezvous> agent = rendezvous(plan.agent(), QemuArguments.AGENT_SOCKET);
        BoundProcess process = opened(BoundProcess.start("qemu", QemuArguments.of(plan), spawner, log));
        try {
            QmpClient client =
                    opened(QmpClient.open(monitor.accept(START_LIMIT, process::isAlive), events, START_LIMIT));
            List<AutoCloseable> lines = new ArrayList<>();
            if (serial.isPresent()) {
                lines.add(opened(new SerialLine(
                        directory, serial.get().accept(START_LIMIT, process::isAlive), this::serialViewers, console)));
            }
            Optional<GuestAgent> guestAgent = Optional.empty();
            if (agent.isPresent()) {
                guestAgent = Optional.of(opened(new GuestAgent(
                        agent.get().accept(START_LIMIT, process::isAlive),
                        facts -> board.change(state -> state.withGuest(facts)))));
            }
            if (plan.vnc()) {
                lines.add(opened(new VncViewers(directory, QemuArguments.VNC_SOCKET, this::vncViewers)));
            }
            return new Guest(plan, process, log, client, guestAgent, lines, helpers);
        } catch (IOException | QmpException e) {
            throw failure(process, e);
        }
    }

    private static LaunchFailedException failure(BoundProcess process, Exception e) {
        // it is about to end by itself if its arguments are wrong: then its own words say more than the broken
        // connection
        int exitCode = process.await(Duration.ofSeconds(1)).orElse(-1);
        String words = exitCode < 0 ? "" : process.lastWords();
        return new LaunchFailedException(words.isBlank() ? String.valueOf(e.getMessage()) : words, exitCode, e);
    }

    private Optional<Rendezvous> rendezvous(boolean wanted, String name) throws IOException {
        return wanted ? Optional.of(opened(new Rendezvous(directory, name))) : Optional.empty();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private void serialViewers(int count) {
        board.change(state -> state.withViewers(new Viewers(state.viewers().vnc(), count)));
    }

    private void vncViewers(int count) {
        board.change(
                state -> state.withViewers(new Viewers(count, state.viewers().serial())));
    }

    /** Returns {@code kvm} or {@code tcg}: what really runs the guest's processors. */
    static String accelerator(QmpClient monitor, Duration limit) throws QmpException {
        boolean kvm = monitor.execute("query-kvm", JsonObject.EMPTY, limit) instanceof JsonObject answer
                && answer.isTrue("enabled");
        return kvm ? "kvm" : "tcg";
    }
}
