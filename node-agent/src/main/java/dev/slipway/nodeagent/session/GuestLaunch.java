package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.network.WiringPlan;
import dev.slipway.machine.network.WiringProblem;
import dev.slipway.machine.qemu.LaunchPlan;
import dev.slipway.machine.qemu.ThreadPlaces;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.pod.LauncherProcess;
import dev.slipway.nodeagent.pod.PodNamespace;
import dev.slipway.nodeagent.status.MachineStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wires one guest and starts its QEMU, and knows by what. */
final class GuestLaunch {
    private static final Duration LAUNCH = Duration.ofMinutes(3);

    private final SessionContext context;
    private final MachineEvents events;
    private Optional<WiringPlan> wiring = Optional.empty();
    private Optional<String> machineType = Optional.empty();
    private Map<String, Long> discs = Map.of();
    private @Nullable Map<String, List<String>> accessModes;

    GuestLaunch(SessionContext context, MachineEvents events) {
        this.context = context;
        this.events = events;
    }

    /** Makes of the plan for a start here that for a guest which is already under way, say. */
    @FunctionalInterface
    interface Change {
        LaunchPlan of(LaunchPlan plan) throws IOException;
    }

    /** Returns the guest's network; empty before it is wired. */
    Optional<WiringPlan> wiring() {
        return wiring;
    }

    /** Returns the machine that QEMU was started with here; empty if it was not, or by an earlier node-agent. */
    Optional<String> machineType() {
        return machineType;
    }

    /** Returns the sizes in bytes of the discs that were made here, by volume name. */
    Map<String, Long> discs() {
        return discs;
    }

    /** Returns the access modes of the claims behind the volumes, by volume name, as of the start. */
    Map<String, List<String>> accessModes(VirtualMachineInstance vmi) {
        Map<String, List<String>> known = accessModes;
        if (known == null) {
            known = context.plans().accessModes(vmi);
            accessModes = known;
        }
        return known;
    }

    /** Wires the guest if it is not yet. */
    WiringPlan wire(VirtualMachineInstance vmi, FollowedPod pod, LauncherProcess process)
            throws WiringProblem.Refused, IOException {
        WiringPlan plan = context.networks().wire(vmi, pod.pod(), process);
        wiring = Optional.of(plan);
        return plan;
    }

    /**
     * Returns whether all is known that a start depends on. That the Pod runs the operator knows later than the launcher
     * does, and need not have said; but a guest's address on virtio-vsock comes with that word.
     */
    static boolean isDecided(VirtualMachineInstance vmi) {
        return MachineStatus.isHandedOver(vmi)
                || !Optional.ofNullable(vmi.getSpec().domain())
                        .map(DomainSpec::devices)
                        .map(Devices::autoattachVSOCK)
                        .orElse(false);
    }

    /**
     * Returns whether the start must wait for the Pod's address: a launcher in the node's own network is reached there through
     * QEMU, which is told once.
     */
    boolean lacksAddress(FollowedPod pod, LauncherProcess process) throws IOException {
        return pod.addresses().isEmpty()
                && PodNamespace.of(process, pod.uid(), sharesNode(pod)).isEmpty();
    }

    /** Says what QEMU would be started with now. */
    List<String> arguments(VirtualMachineInstance vmi, FollowedPod pod, WiringPlan network, LauncherProcess process)
            throws IOException {
        try {
            return prepare(vmi, pod, network, process).plan().arguments();
        } catch (LaunchPlans.LaunchRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Starts QEMU.
     *
     * @param change what becomes of the plan before it is carried out
     * @return what it was started by; empty if another plan runs already: what was known of the launcher was older than
     *     what it does
     */
    Optional<LaunchPlans.Prepared> start(
            VirtualMachineInstance vmi,
            FollowedPod pod,
            WiringPlan network,
            FollowedLauncher.Reached launcher,
            Change change)
            throws IOException, LaunchPlans.LaunchRefused {
        LaunchPlans.Prepared prepared = prepare(vmi, pod, network, launcher.process());
        machineType = machineType(prepared.plan().arguments());
        discs = prepared.plan().discs();
        accessModes = prepared.accessModes();
        if (!launch(launcher.connection(), change.of(prepared.plan()))) {
            return Optional.empty();
        }
        place(vmi, pod, launcher, prepared.threads());
        return Optional.of(prepared);
    }

    private LaunchPlans.Prepared prepare(
            VirtualMachineInstance vmi, FollowedPod pod, WiringPlan network, LauncherProcess process)
            throws IOException, LaunchPlans.LaunchRefused {
        return context.plans().prepare(vmi, context.files().apply(pod.pod()), network.wiring(), onNode(pod, process));
    }

    private static boolean launch(LauncherConnection launcher, LaunchPlan plan) throws IOException {
        var arguments = LauncherConnection.arguments();
        arguments.set("plan", LauncherConnection.json(plan));
        try {
            launcher.call("launch", arguments, LAUNCH);
            return true;
        } catch (LauncherRefusal e) {
            if (!e.code().equals("ALREADY_LAUNCHED")) {
                throw e;
            }
            return false;
        }
    }

    private Optional<Long> onNode(FollowedPod pod, LauncherProcess process) throws IOException {
        return PodNamespace.onNode(process, pod.uid(), sharesNode(pod));
    }

    private boolean sharesNode(FollowedPod pod) {
        return context.files().apply(pod.pod()).sharedFileSystem();
    }

    /** A guest whose threads cannot be placed runs on, slower than it was promised to. */
    private void place(
            VirtualMachineInstance vmi, FollowedPod pod, FollowedLauncher.Reached launcher, ThreadPlaces threads) {
        if (threads.isAnywhere()) {
            return;
        }
        try {
            long process = onNode(pod, launcher.process())
                    .orElseThrow(() -> new IOException("The launcher's process was not found on this node"));
            ThreadPlacement.carryOut(threads, launcher.connection(), process);
        } catch (IOException e) {
            events.warning(vmi, "GuestLimited", String.valueOf(e.getMessage()));
        }
    }

    /** Reads the versioned type out of {@code -machine type,…}. */
    private static Optional<String> machineType(List<String> arguments) {
        int option = arguments.indexOf("-machine");
        return option < 0 || option + 1 >= arguments.size()
                ? Optional.empty()
                : Optional.of(arguments.get(option + 1).split(",", 2)[0].replaceFirst("^type=", ""));
    }
}
