package dev.slipway.launcher.machine;

import dev.slipway.launcher.agent.AgentException;
import dev.slipway.launcher.agent.GuestAgent;
import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.machine.CommandException.Code;
import dev.slipway.launcher.qmp.QmpAllowList;
import dev.slipway.launcher.qmp.QmpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What can be done to a running guest, one method a wish. */
public final class GuestControls {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Run states in which the guest may run at the other end of a migration. Source: QEMU 7.2, {@code qapi/run-state.json}. */
    private static final Set<String> ELSEWHERE = Set.of("inmigrate", "finish-migrate", "postmigrate");

    /** So that its base64 stays below the control socket's 4 MiB a line. */
    private static final long MAX_SCREENSHOT_BYTES = 3_000_000;

    private static final AtomicLong SCREENSHOTS = new AtomicLong();

    private final RunDirectory directory;
    private final Guest guest;
    private final SoftReboot reboot;

    GuestControls(RunDirectory directory, Guest guest, SoftReboot reboot) {
        this.directory = directory;
        this.guest = guest;
        this.reboot = reboot;
    }

    /** Stops the guest's processors. */
    public void pause() throws CommandException {
        monitor("stop", JsonObject.EMPTY, LIMIT);
    }

    /** Lets the guest's processors run on; those of a guest that is at another place must not. */
    public void resume() throws CommandException {
        try {
            String status = status();
            if (ELSEWHERE.contains(status)) {
                throw new CommandException(
                        Code.NOT_RUNNING,
                        "The guest is on its way to or from another node and must not run here too; QEMU says '%s'."
                                .formatted(status));
            }
        } catch (QmpException e) {
            throw refusal(e);
        }
        monitor("cont", JsonObject.EMPTY, LIMIT);
    }

    /** Presses the guest's reset button; a panicked guest runs again. */
    public void reset() throws CommandException {
        try {
            boolean panicked = isPanicked();
            monitor("system_reset", JsonObject.EMPTY, LIMIT);
            if (panicked) {
                resume();
            }
        } catch (QmpException e) {
            throw refusal(e);
        }
    }

    /** Asks the guest to boot anew, through its agent; by its power button if it has none. */
    public void softReboot() throws CommandException {
        try {
            if (guest.agent().isPresent()) {
                guest.agent().get().shutdown(true);
                return;
            }
        } catch (AgentException e) {
            if (e.kind() != AgentException.Cause.NO_AGENT) {
                throw refusal(e);
            }
        }
        try {
            reboot.begin(guest, this);
        } catch (QmpException e) {
            throw refusal(e);
        }
    }

    /** Returns the screen as PNG. */
    public byte[] screenshot() throws CommandException {
        String name = "screenshot-%d.png".formatted(SCREENSHOTS.incrementAndGet());
        Path file = directory.file(name);
        try {
            monitor("screendump", JsonObject.EMPTY.with("filename", name).with("format", "png"), LIMIT);
            long size = Files.size(file);
            if (size > MAX_SCREENSHOT_BYTES) {
                throw new CommandException(
                        Code.TOO_LARGE,
                        "The screenshot has %d bytes, at most %d are passed on; open the console instead."
                                .formatted(size, MAX_SCREENSHOT_BYTES));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CommandException(Code.QEMU_REFUSED, "The screenshot could not be read: " + e.getMessage());
        } finally {
            var _ = file.toFile().delete();
        }
    }

    /** Returns what the guest agent returned for a command. */
    public Json agent(String command, JsonObject arguments, Duration limit) throws CommandException {
        try {
            return agent().execute(command, arguments, limit);
        } catch (AgentException e) {
            throw refusal(e);
        }
    }

    /**
     * Freezes the guest's file systems.
     *
     * @param safety time after which they are thawed if nobody does; zero: never
     */
    public void freeze(Duration safety) throws CommandException {
        try {
            agent().freeze(safety);
        } catch (AgentException e) {
            throw refusal(e);
        }
    }

    /** Thaws the guest's file systems. */
    public void unfreeze() throws CommandException {
        try {
            agent().unfreeze();
        } catch (AgentException e) {
            throw refusal(e);
        }
    }

    /** Returns what QEMU returned for a command of the allow list. */
    public Json qmp(String command, JsonObject arguments) throws CommandException {
        if (!QmpAllowList.permits(command)) {
            throw new CommandException(
                    Code.NOT_ALLOWED, "The QMP command '%s' is not one that clients may send.".formatted(command));
        }
        return monitor(command, arguments, LIMIT);
    }

    boolean isPanicked() throws QmpException {
        return status().equals("guest-panicked");
    }

    private String status() throws QmpException {
        return guest.monitor().execute("query-status", JsonObject.EMPTY, LIMIT) instanceof JsonObject answer
                ? answer.text("status").orElse("")
                : "";
    }

    /** Presses the power button; a paused guest runs on first, since it could not hear it. */
    void pressPowerButton() throws QmpException {
        String status = status();
        if (status.equals("paused") || status.equals("io-error")) {
            guest.monitor().execute("cont", JsonObject.EMPTY, LIMIT);
        }
        guest.monitor().execute("system_powerdown", JsonObject.EMPTY, LIMIT);
    }

    private GuestAgent agent() throws CommandException {
        return guest.agent()
                .orElseThrow(() -> new CommandException(
                        Code.NO_AGENT, "The guest has no channel for a guest agent; add one to its definition."));
    }

    private Json monitor(String command, JsonObject arguments, Duration limit) throws CommandException {
        try {
            return guest.monitor().execute(command, arguments, limit);
        } catch (QmpException e) {
            throw refusal(e);
        }
    }

    static CommandException refusal(QmpException e) {
        if (e.isClosed()) {
            return new CommandException(Code.NOT_RUNNING, "The guest has just ended.");
        }
        return e.isTimeout()
                ? new CommandException(Code.TIMEOUT, String.valueOf(e.getMessage()))
                : new CommandException(Code.QEMU_REFUSED, "QEMU refused: " + e.getMessage());
    }

    private static CommandException refusal(AgentException e) {
        Code code = switch (e.kind()) {
            case NO_AGENT -> Code.NO_AGENT;
            case REFUSED -> Code.AGENT_REFUSED;
            case TIMEOUT -> Code.TIMEOUT;
        };
        return new CommandException(code, String.valueOf(e.getMessage()));
    }
}
