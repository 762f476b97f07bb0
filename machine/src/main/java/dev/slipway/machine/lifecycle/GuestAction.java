package dev.slipway.machine.lifecycle;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.SEV;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceNetworkInterface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What can be done to a running guest, and when it is refused before its node is even asked. */
public enum GuestAction {
    /** Stop the guest's processors. */
    PAUSE,
    /** Let them run on. */
    UNPAUSE,
    /** Press the reset button. */
    RESET,
    /** Ask the guest to boot anew. */
    SOFT_REBOOT,
    /** Freeze its file systems. */
    FREEZE,
    /** Thaw them. */
    UNFREEZE,
    /** Ask what operating system it runs. */
    GUEST_OS_INFO,
    /** Ask who is logged in. */
    USER_LIST,
    /** Ask for its file systems. */
    FILE_SYSTEM_LIST,
    /** Look at its screen. */
    SCREENSHOT,
    /** Open its screen. */
    VNC,
    /** Open its serial line. */
    CONSOLE,
    /** Open a connection to one of its ports. */
    PORT_FORWARD,
    /** Lend it a USB device of the user's own. */
    USB_REDIRECTION,
    /** Open a connection to one of its vsock ports. */
    VSOCK,
    /** Copy its disks while it runs. */
    BACKUP,
    /** Tell it again of a checkpoint that an earlier process knew. */
    REDEFINE_CHECKPOINT,
    /** Ask for the certificates of the processor that encrypts it. */
    SEV_CERTIFICATES,
    /** Ask what was measured at its launch. */
    SEV_MEASUREMENT,
    /** Give it the secret that its owner keeps for a launch as measured. */
    SEV_SECRET;

    private static final String SCHEDULED = "Scheduled";

    /** Returns why it cannot be done to {@code instance} now, or nothing. */
    public Optional<Refusal> refusal(VirtualMachineInstance instance) {
        InstanceState state = InstanceState.of(instance);
        String name = instance.getMetadata().getName();
        return switch (this) {
            case PAUSE -> pause(instance, state, name);
            case UNPAUSE -> unpause(state, name);
            case RESET -> reset(state);
            case SOFT_REBOOT -> softReboot(instance, state, name);
            case FREEZE -> refuseUnless(isRunning(state), name, "VM is not running");
            case UNFREEZE -> refuseUnless(isRunning(state), name, "VMI is not running");
            case GUEST_OS_INFO, USER_LIST, FILE_SYSTEM_LIST -> askAgent(state, name);
            case SCREENSHOT, VNC ->
                device(state, isOff(instance, Devices::autoattachGraphicsDevice), "No graphics devices are present.");
            case CONSOLE -> console(instance, state, name);
            case PORT_FORWARD -> portForward(instance, state, name);
            case USB_REDIRECTION -> usbRedirection(instance, state, name);
            case VSOCK -> vsock(instance, state);
            case BACKUP -> refuseUnless(isRunning(state), name, "VM is not running");
            case REDEFINE_CHECKPOINT -> redefineCheckpoint(instance, state, name);
            case SEV_CERTIFICATES -> certificates(instance, state, name);
            case SEV_MEASUREMENT, SEV_SECRET -> attestedLaunch(instance, state, name);
        };
    }

    /**
     * Returns why it cannot be done while the instance's machine is in its state, whatever that of the instance: a snapshot of
     * a paused guest would not be whole if the guest ran on.
     */
    public Optional<Refusal> refusal(VirtualMachine machine) {
        boolean saved = Optional.ofNullable(machine.getStatus())
                .map(VirtualMachineStatus::snapshotInProgress)
                .isPresent();
        return this == UNPAUSE && saved
                ? Optional.of(Refusal.conflict(
                        Refusal.MACHINE, machine.getMetadata().getName(), "VM snapshot is in progress"))
                : Optional.empty();
    }

    /** Returns whether KubeVirt reads the options before it looks for the instance, and so tells first what is wrong in them. */
    public boolean readsOptionsFirst() {
        return this == PAUSE || this == UNPAUSE;
    }

    private static Optional<Refusal> usbRedirection(VirtualMachineInstance instance, InstanceState state, String name) {
        if ("s390x".equals(instance.getSpec().architecture())) {
            return conflict(name, "No USB support on s390x");
        }
        boolean configured = Optional.ofNullable(domain(instance).devices())
                .map(Devices::clientPassthrough)
                .isPresent();
        return configured ? device(state, false, "") : conflict(name, "Not configured with USB Redirection");
    }

    private static Optional<Refusal> vsock(VirtualMachineInstance instance, InstanceState state) {
        boolean attached = Optional.ofNullable(domain(instance).devices())
                .map(Devices::autoattachVSOCK)
                .orElse(false);
        return attached ? unreachable(state) : Optional.of(Refusal.badRequest("VSOCK is not attached."));
    }

    private static Optional<Refusal> redefineCheckpoint(
            VirtualMachineInstance instance, InstanceState state, String name) {
        boolean tracked = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::changedBlockTracking)
                .filter(tracking -> "Enabled".equals(tracking.state()))
                .isPresent();
        return tracked ? unreachable(state) : conflict(name, "ChangedBlockTracking is not enabled");
    }

    private static Optional<Refusal> certificates(VirtualMachineInstance instance, InstanceState state, String name) {
        return unreachable(state).isPresent()
                ? conflict(name, "VMI is not assigned to a node yet")
                : refuseUnless(isAttested(instance), name, "Attestation not requested for VMI");
    }

    private static Optional<Refusal> attestedLaunch(VirtualMachineInstance instance, InstanceState state, String name) {
        if (!isRunning(state)) {
            return conflict(name, "VMI is not running");
        }
        if (!isAttested(instance)) {
            return conflict(name, "Attestation not requested for VMI");
        }
        return refuseUnless(isPaused(state), name, "VMI is not paused");
    }

    private static boolean isAttested(VirtualMachineInstance instance) {
        return Optional.ofNullable(domain(instance).launchSecurity())
                .map(LaunchSecurity::sev)
                .map(SEV::attestation)
                .isPresent();
    }

    private static Optional<Refusal> unreachable(InstanceState state) {
        return isRunning(state) || state.phase().equals(SCHEDULED)
                ? Optional.empty()
                : Optional.of(Refusal.badRequest(
                        "Unable to connect to VirtualMachineInstance because phase is %s instead of Running or Scheduled"
                                .formatted(state.phase())));
    }

    private static Optional<Refusal> pause(VirtualMachineInstance instance, InstanceState state, String name) {
        if (!isRunning(state)) {
            return conflict(name, "VM is not running");
        }
        // a probe of a paused guest fails, and the kubelet would kill it
        boolean probed = Optional.ofNullable(instance.getSpec().livenessProbe())
                .filter(probe -> probe.guestAgentPing() == null)
                .isPresent();
        return probed
                ? Optional.of(Refusal.forbidden(
                        Refusal.INSTANCE,
                        name,
                        "Pausing VMIs with a non-GuestAgentPing LivenessProbe is not supported"))
                : refuseUnless(!isPaused(state), name, "VMI is already paused");
    }

    private static Optional<Refusal> unpause(InstanceState state, String name) {
        return isRunning(state)
                ? refuseUnless(isPaused(state), name, "VMI is not paused")
                : conflict(name, "VMI is not running");
    }

    private static Optional<Refusal> reset(InstanceState state) {
        return unreachable(state)
                .map(why -> Refusal.badRequest(
                        "Failed to reset non-running VMI with phase %s: %s".formatted(state.phase(), why.message())));
    }

    private static Optional<Refusal> softReboot(VirtualMachineInstance instance, InstanceState state, String name) {
        if (!isRunning(state)) {
            return conflict(name, "VM is not running");
        }
        if (isPaused(state)) {
            return conflict(name, "VMI is paused");
        }
        boolean acpi = Optional.ofNullable(domain(instance).features())
                .map(features -> features.acpi())
                .map(feature -> !Boolean.FALSE.equals(feature.enabled()))
                .orElse(true);
        return refuseUnless(
                acpi || hasAgent(state), name, "VMI neither have the agent connected nor the ACPI feature enabled");
    }

    private static Optional<Refusal> askAgent(InstanceState state, String name) {
        return isRunning(state)
                ? refuseUnless(hasAgent(state), name, "VMI does not have guest agent connected")
                : conflict(name, "VMI is not running");
    }

    private static Optional<Refusal> console(VirtualMachineInstance instance, InstanceState state, String name) {
        boolean absent = isOff(instance, Devices::autoattachSerialConsole);
        return state.hasFailed() && !absent
                ? conflict(name, "VMI is in failed status")
                : device(state, absent, "No serial consoles are present.");
    }

    private static Optional<Refusal> device(InstanceState state, boolean absent, String why) {
        if (absent) {
            return Optional.of(Refusal.badRequest(why));
        }
        return isRunning(state) ? Optional.empty() : Optional.of(Refusal.badRequest("VMI is not running"));
    }

    private static Optional<Refusal> portForward(VirtualMachineInstance instance, InstanceState state, String name) {
        if (isPaused(state)) {
            return conflict(name, "VMI is paused");
        }
        return address(instance).isEmpty()
                ? Optional.of(Refusal.badRequest("no network interfaces are present"))
                : Optional.empty();
    }

    /** Returns the address that ports are forwarded to, if the guest has one. */
    private static Optional<String> address(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus()).map(status -> status.interfaces()).orElse(List.of()).stream()
                .findFirst()
                .map(VirtualMachineInstanceNetworkInterface::ipAddress)
                .filter(ip -> !ip.isEmpty());
    }

    private static boolean isOff(VirtualMachineInstance instance, Function<Devices, Boolean> autoattach) {
        return Optional.ofNullable(domain(instance).devices())
                .map(autoattach)
                .filter(attached -> !attached)
                .isPresent();
    }

    private static DomainSpec domain(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getSpec().domain()).orElseThrow();
    }

    private static boolean isRunning(InstanceState state) {
        return state.phase().equals(InstanceState.RUNNING);
    }

    private static boolean isPaused(InstanceState state) {
        return state.has("Paused", "True");
    }

    private static boolean hasAgent(InstanceState state) {
        return state.has("AgentConnected", "True");
    }

    private static Optional<Refusal> refuseUnless(boolean allowed, String name, String why) {
        return allowed ? Optional.empty() : conflict(name, why);
    }

    private static Optional<Refusal> conflict(String name, String why) {
        return Optional.of(Refusal.conflict(Refusal.INSTANCE, name, why));
    }
}
