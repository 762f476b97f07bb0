package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.CopiedDisks;
import dev.slipway.machine.migration.TargetStep;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.status.MachineStatus;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The target's side of a migration: has a QEMU listen for the guest, and says where. */
final class GuestArrival {
    private static final Logger LOG = LoggerFactory.getLogger(GuestArrival.class);

    private final String key;
    private final Clock clock;
    private final GuestLaunch launch;
    private final GuestMove moves;
    private final MachineEvents events;
    private final FollowedInstance instance;
    private final SyncFailure failure;

    /**
     * Nothing is due yet.
     *
     * @param failure where it is noted that QEMU could not be started
     */
    GuestArrival(
            String key,
            Clock clock,
            GuestLaunch launch,
            GuestMove moves,
            MachineEvents events,
            FollowedInstance instance,
            SyncFailure failure) {
        this.key = key;
        this.clock = clock;
        this.launch = launch;
        this.moves = moves;
        this.events = events;
        this.instance = instance;
        this.failure = failure;
    }

    /** Does the step that is due; returns false if somebody else wrote in between. */
    boolean step(VirtualMachineInstance vmi, FollowedPod pod, FollowedLauncher.Reached launcher) throws IOException {
        VirtualMachineInstanceMigrationState move = Carrier.state(vmi).orElseThrow();
        if (launcher.isIn(LauncherState.Phase.WAITING)) {
            // A launcher may be there before the kubelet has told the Pod's address; the Pod is looked at again then.
            return pod.addresses().isEmpty() || listen(vmi, pod, move, launcher);
        }
        failure.clear();
        boolean listening = launcher.state()
                .way()
                .filter(way -> way.isListening() && way.migration().equals(move.migrationUid()))
                .isPresent();
        return !listening || move.targetNodeAddress() != null || announce(vmi, pod, move);
    }

    private boolean listen(
            VirtualMachineInstance vmi,
            FollowedPod pod,
            VirtualMachineInstanceMigrationState move,
            FollowedLauncher.Reached launcher) {
        try {
            WiringPlan network = launch.wire(vmi, pod, launcher.process());
            launch.start(vmi, pod, network, launcher, plan -> moves.receiving(vmi, move, listeningAddress(pod), plan));
            LOG.info("{}: listens for {}/{}", key, pod.namespace(), pod.instanceName());
            return true;
        } catch (LaunchPlans.LaunchRefused | WiringProblem.Refused | IOException e) {
            String message = String.valueOf(e.getMessage());
            failure.failed(vmi, message);
            Optional<VirtualMachineInstanceMigrationState> refused = TargetStep.refused(move, message, clock.instant());
            return refused.isEmpty() || write(vmi, pod, refused.get());
        }
    }

    private boolean announce(VirtualMachineInstance vmi, FollowedPod pod, VirtualMachineInstanceMigrationState move)
            throws IOException {
        VirtualMachineInstanceMigrationState next = TargetStep.listening(
                move, listeningAddress(pod), !CopiedDisks.of(vmi).isEmpty());
        boolean taken = write(vmi, pod, next);
        if (taken) {
            String ports = String.join(
                    ",",
                    Objects.requireNonNull(next.targetDirectMigrationNodePorts())
                            .keySet());
            events.normal(
                    vmi,
                    "PreparingTarget",
                    "Migration Target is listening at %s, on ports: %s".formatted(next.targetNodeAddress(), ports));
        }
        return taken;
    }

    private boolean write(VirtualMachineInstance vmi, FollowedPod pod, VirtualMachineInstanceMigrationState next) {
        return instance.writeStep(vmi, pod, MachineStatus.current(vmi).withMigrationState(next), Map.of());
    }

    private static String listeningAddress(FollowedPod pod) throws IOException {
        return pod.addresses().stream()
                .findFirst()
                .orElseThrow(() -> new IOException("the Pod has no address yet at which the guest could arrive"));
    }
}
