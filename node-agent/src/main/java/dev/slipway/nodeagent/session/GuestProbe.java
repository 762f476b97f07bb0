package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.Probe;
import dev.slipway.machine.given.Given;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.status.GuestOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a guest through its agent, again and again, whether it is well. Probes over the network are the kubelet's.
 */
final class GuestProbe {
    private final Probe probe;
    private final Supplier<Optional<LauncherConnection>> launcher;
    private final Runnable changed;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile GuestOutcome outcome;
    private int inARow;

    private GuestProbe(
            Probe probe,
            GuestOutcome before,
            Supplier<Optional<LauncherConnection>> launcher,
            Runnable changed,
            String name) {
        this.probe = probe;
        this.outcome = before;
        this.launcher = launcher;
        this.changed = changed;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Returns whether a probe is one that only the guest's agent can answer. */
    static boolean isForAgent(Probe probe) {
        return probe.exec() != null || probe.guestAgentPing() != null;
    }

    /**
     * Begins to probe.
     *
     * @param before what counts until enough answers have come
     * @param launcher the guest's launcher, while the guest runs and can answer
     * @param changed told when the outcome is another
     */
    static GuestProbe start(
            Probe probe,
            GuestOutcome before,
            Supplier<Optional<LauncherConnection>> launcher,
            Runnable changed,
            String name) {
        GuestProbe begun = new GuestProbe(probe, before, launcher, changed, name);
        begun.thread.start();
        return begun;
    }

    GuestOutcome outcome() {
        return outcome;
    }

    void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void run() {
        try {
            Thread.sleep(seconds(probe.initialDelaySeconds(), 0));
            while (!stopped) {
                Optional<LauncherConnection> guest = launcher.get();
                if (guest.isPresent()) {
                    count(ask(guest.get()));
                }
                Thread.sleep(seconds(probe.periodSeconds(), 10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what is wrong; empty if nothing is. */
    private Optional<String> ask(LauncherConnection guest) throws InterruptedException {
        AgentCommands agent = new AgentCommands(guest);
        Duration limit = seconds(probe.timeoutSeconds(), 1);
        try {
            if (probe.guestAgentPing() != null) {
                agent.ping(limit);
                return Optional.empty();
            }
            List<String> command =
                    Given.list(probe.exec() == null ? null : probe.exec().getCommand());
            if (command.isEmpty()) {
                return Optional.of("exec.command is empty; name a command of the guest.");
            }
            int code = agent.execute(command, limit);
            return code == 0
                    ? Optional.empty()
                    : Optional.of("\"%s\" ended with code %d in the guest.".formatted(String.join(" ", command), code));
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void count(Optional<String> wrong) {
        boolean well = wrong.isEmpty();
        if (well == outcome.well()) {
            inARow = 0;
            return;
        }
        int needed = well ? atLeastOne(probe.successThreshold(), 1) : atLeastOne(probe.failureThreshold(), 3);
        if (++inARow >= needed) {
            inARow = 0;
            outcome = well ? GuestOutcome.WELL : new GuestOutcome(false, "ProbeFailed", wrong.orElseThrow());
            changed.run();
        }
    }

    private static int atLeastOne(@Nullable Integer count, int unsaid) {
        return count == null || count < 1 ? unsaid : count;
    }

    private static Duration seconds(@Nullable Integer seconds, int unsaid) {
        return Duration.ofSeconds(seconds == null || seconds < 0 ? unsaid : seconds);
    }
}
