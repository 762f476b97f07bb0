package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.status.GrownSize;
import dev.slipway.nodeagent.status.GuestOutcome;
import dev.slipway.nodeagent.status.InterfaceStatus;
import dev.slipway.nodeagent.status.MachineStatus;
import java.io.IOException;
import java.util.Optional;

/** One guest on its way as its instance asks: its disks, interfaces, cables and size, its credentials, probes and figures. */
final class RunningGuest implements AutoCloseable {
    private final SessionContext context;
    private final GuestLaunch launch;
    private final HotplugDisks disks;
    private final HotplugNics nics;
    private final LinkStates links = new LinkStates();
    private final GuestGrowth growth;
    private final GuestCredentials credentials;
    private final GuestProbes probes;
    private final GuestMetrics metrics;
    private final GuestBackups backups;

    /**
     * Knows nothing of the guest yet.
     *
     * @param wake has the session look again at once
     */
    RunningGuest(
            SessionContext context,
            MachineEvents events,
            GuestLaunch launch,
            GuestProbes probes,
            GuestMetrics metrics,
            Runnable wake) {
        this.context = context;
        this.launch = launch;
        this.disks = new HotplugDisks(context, events);
        this.nics = new HotplugNics(context.networks(), events);
        this.growth = new GuestGrowth(events);
        this.credentials = new GuestCredentials();
        this.probes = probes;
        this.metrics = metrics;
        this.backups = new GuestBackups(context, wake);
    }

    /** Returns its backups. */
    GuestBackups backups() {
        return backups;
    }

    /** Returns how keys and passwords came into the guest; empty if it has none through its agent. */
    Optional<GuestOutcome> credentials() {
        return credentials.outcome();
    }

    /** Returns what the guest's agent said to the readiness probe; empty if the agent is not asked. */
    Optional<GuestOutcome> readiness() {
        return probes.readiness();
    }

    /** Returns what the guest has become, once it has grown here. */
    Optional<GrownSize> size() {
        return growth.size();
    }

    /** Notes that the guest was started. */
    void started(WiringPlan network) {
        links.started(network);
    }

    /** Does what is due; returns whether it should soon look again. */
    boolean bringInLine(
            VirtualMachineInstance vmi, FollowedPod pod, FollowedLauncher.Reached launcher, WiringPlan network)
            throws IOException {
        LauncherConnection connection = launcher.connection();
        boolean runs = launcher.isIn(LauncherState.Phase.RUNNING) || launcher.isIn(LauncherState.Phase.PAUSED);
        if (!runs) {
            links.bringInLine(connection, network, nics::isPending);
            return false;
        }
        boolean nicsChange = nics.bringInLine(
                vmi, pod.pod(), connection, network, () -> launch.arguments(vmi, pod, network, launcher.process()));
        boolean disksChange = disks.bringInLine(vmi, pod.pod(), connection);
        boolean backsUp = backups.bringInLine(vmi, connection);
        boolean sizeChanges = growth.bringInLine(
                vmi, pod.pod(), connection, grown -> launch.arguments(grown, pod, network, launcher.process()));
        links.bringInLine(connection, network, nics::isPending);
        credentials.bringInLine(
                vmi,
                context.files().apply(pod.pod()),
                connection,
                launcher.state().guest().connected());
        probes.bringInLine(vmi, connection);
        metrics.bringInLine(vmi, pod);
        return nicsChange || disksChange || sizeChanges || backsUp;
    }

    /** Returns a status with what is known here of disks and interfaces on their way in and out. */
    VirtualMachineInstanceStatus known(VirtualMachineInstance vmi, VirtualMachineInstanceStatus status) {
        VirtualMachineInstanceStatus known = status.withInterfaces(InterfaceStatus.withLeaving(
                Given.list(status.interfaces()),
                Given.list(MachineStatus.current(vmi).interfaces()),
                nics.leaving()));
        known = backups.known(known);
        return known.volumeStatus() == null ? known : known.withVolumeStatus(disks.known(known.volumeStatus()));
    }

    @Override
    public void close() {
        probes.close();
        metrics.close();
        backups.close();
    }
}
