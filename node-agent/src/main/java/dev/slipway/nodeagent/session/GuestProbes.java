package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.Probe;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.status.GuestOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The readiness and liveness probes of a guest that its agent answers; a guest found dead is killed. */
final class GuestProbes implements AutoCloseable {
    private static final GuestOutcome UNKNOWN =
            new GuestOutcome(false, "ProbeFailed", "The guest has not answered its readiness probe yet.");
    private static final Duration KILL = Duration.ofMinutes(3);

    private final String key;
    private final MachineEvents events;
    private final Supplier<Optional<LauncherConnection>> awake;
    private final Runnable changed;
    private Optional<GuestProbe> readiness = Optional.empty();
    private Optional<GuestProbe> liveness = Optional.empty();

    /**
     * Probes nothing yet.
     *
     * @param key {@code namespace/name} of the Pod
     * @param awake the guest's launcher, while the guest runs and can answer
     * @param changed told when an outcome is another
     */
    GuestProbes(String key, MachineEvents events, Supplier<Optional<LauncherConnection>> awake, Runnable changed) {
        this.key = key;
        this.events = events;
        this.awake = awake;
        this.changed = changed;
    }

    /** Returns what the guest's agent said to the readiness probe; empty if the agent is not asked. */
    Optional<GuestOutcome> readiness() {
        return readiness.map(GuestProbe::outcome);
    }

    /** Begins the probes that the instance names, and does what their outcomes ask. */
    void bringInLine(VirtualMachineInstance vmi, LauncherConnection launcher) throws IOException {
        Probe ready = vmi.getSpec().readinessProbe();
        Probe alive = vmi.getSpec().livenessProbe();
        if (readiness.isEmpty() && ready != null && GuestProbe.isForAgent(ready)) {
            readiness = Optional.of(GuestProbe.start(ready, UNKNOWN, awake, changed, "readiness " + key));
        }
        if (liveness.isEmpty() && alive != null && GuestProbe.isForAgent(alive)) {
            liveness = Optional.of(GuestProbe.start(alive, GuestOutcome.WELL, awake, changed, "liveness " + key));
        }
        Optional<GuestOutcome> dead = liveness.map(GuestProbe::outcome).filter(outcome -> !outcome.well());
        if (dead.isPresent()) {
            events.warning(
                    vmi, "Unhealthy", "Liveness probe failed: " + dead.get().message());
            launcher.call("kill", KILL);
        }
    }

    @Override
    public void close() {
        readiness.ifPresent(GuestProbe::stop);
        liveness.ifPresent(GuestProbe::stop);
    }
}
