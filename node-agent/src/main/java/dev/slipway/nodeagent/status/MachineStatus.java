package dev.slipway.nodeagent.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.kubevirt.CPUTopology;
import dev.slipway.api.kubevirt.Machine;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceGuestOSInfo;
import dev.slipway.api.kubevirt.VirtualMachineInstancePhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.hotplug.LiveSize;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.LiveMigratability;
import dev.slipway.machine.migration.SourceStep;
import dev.slipway.nodeagent.launcher.GuestFacts;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.launcher.LauncherState;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The part of an instance's status that is the node-agent's: from {@code Scheduled} until the end. */
public final class MachineStatus {
    /** Reason of the condition Paused of a guest that stands still so that it can move. */
    public static final String PAUSED_TO_MOVE = "PausedByMigrationMonitor";

    private static final Set<String> OWNED = Set.of("Scheduled", "Running");

    private static final Set<String> BEFORE = Set.of("", "Pending", "Scheduling");

    private MachineStatus() {}

    /**
     * Returns the status that follows.
     *
     * @param vmi the instance as it is stored
     * @param facts what is known on the node
     * @return the stored status itself where the node-agent has no say
     */
    public static VirtualMachineInstanceStatus next(VirtualMachineInstance vmi, MachineFacts facts) {
        VirtualMachineInstanceStatus old = current(vmi);
        if (!isOwned(vmi)) {
            return old;
        }
        String phase = phase(vmi, old, facts);
        return VirtualMachineInstanceStatusBuilder.builder(old)
                .phase(phase)
                .phaseTransitionTimestamps(transitions(old, phase, facts))
                .reason("Succeeded".equals(phase) ? old.reason() : reason(old, facts))
                .conditions(conditions(vmi, old, facts))
                .interfaces(facts.wiring().isEmpty() ? old.interfaces() : InterfaceStatus.of(vmi, facts))
                .volumeStatus(VolumeTargets.of(vmi, old.volumeStatus(), facts.discs()))
                .guestOSInfo(guestOs(old, facts))
                .fsFreezeStatus(freezeStatus(facts))
                .nodeName(old.nodeName() == null ? facts.node() : old.nodeName())
                .activePods(old.activePods() == null ? Map.of(facts.podUid(), facts.node()) : old.activePods())
                .machine(
                        facts.machineType().map(type -> new Machine(type, null)).orElse(old.machine()))
                .currentCPUTopology(GrownSize.topology(
                        old.currentCPUTopology() == null ? Topology.of(vmi).orElse(null) : old.currentCPUTopology(),
                        facts.size()))
                .memory(GrownSize.memory(old.memory() == null ? memory(vmi) : old.memory(), facts.size()))
                .migrationTransport("Unix")
                .migrationMethod(LiveMigratability.of(vmi, facts.accessModes()).method())
                .runtimeUser(facts.launcherUid().map(Long::valueOf).orElse(old.runtimeUser()))
                .selinuxContext(old.selinuxContext() == null ? "none" : old.selinuxContext())
                .build();
    }

    /** Returns whether the node-agent writes the status now. */
    public static boolean isOwned(VirtualMachineInstance vmi) {
        String phase = current(vmi).phase();
        return phase != null && OWNED.contains(phase);
    }

    /** Returns whether the operator has said that the instance is the node-agent's, or was. */
    public static boolean isHandedOver(VirtualMachineInstance vmi) {
        String phase = current(vmi).phase();
        return phase != null && !BEFORE.contains(phase);
    }

    /** Returns the stored status, an empty one if there is none. */
    public static VirtualMachineInstanceStatus current(VirtualMachineInstance vmi) {
        VirtualMachineInstanceStatus status = vmi.getStatus();
        return status == null ? VirtualMachineInstanceStatusBuilder.builder().build() : status;
    }

    private static @Nullable String phase(
            VirtualMachineInstance vmi, VirtualMachineInstanceStatus old, MachineFacts facts) {
        if (facts.end().isPresent()) {
            return isWanted(vmi, facts.end().get()) ? "Succeeded" : "Failed";
        }
        return facts.state().map(LauncherState::phase).stream()
                        .anyMatch(phase -> phase == LauncherState.Phase.RUNNING || phase == LauncherState.Phase.PAUSED)
                ? "Running"
                : old.phase();
    }

    /** A guest that is given no time to shut down is ended by force as somebody wanted it. */
    private static boolean isWanted(VirtualMachineInstance vmi, LauncherEnd end) {
        Long grace = vmi.getSpec().terminationGracePeriodSeconds();
        boolean forced = vmi.getMetadata().getDeletionTimestamp() != null && grace != null && grace == 0;
        return end.asAsked() || forced && end.kind() == LauncherEnd.Kind.KILLED;
    }

    private static @Nullable String reason(VirtualMachineInstanceStatus old, MachineFacts facts) {
        return facts.end()
                .map(end -> switch (end.kind()) {
                    case GUEST_SHUTDOWN, STOPPED, MIGRATED -> old.reason();
                    case KILLED -> "Killed";
                    case CRASHED -> "Crashed";
                    case PANICKED -> "Panicked";
                    case QEMU_FAILED -> "QemuFailed";
                })
                .orElse(old.reason());
    }

    private static @Nullable List<VirtualMachineInstancePhaseTransitionTimestamp> transitions(
            VirtualMachineInstanceStatus old, @Nullable String phase, MachineFacts facts) {
        if (phase == null || phase.equals(old.phase())) {
            return old.phaseTransitionTimestamps();
        }
        var transitions = new ArrayList<VirtualMachineInstancePhaseTransitionTimestamp>();
        Stream.ofNullable(old.phaseTransitionTimestamps())
                .flatMap(list -> list.stream())
                .filter(transition -> !phase.equals(transition.phase()))
                .forEach(transitions::add);
        transitions.add(new VirtualMachineInstancePhaseTransitionTimestamp(
                phase, facts.now().truncatedTo(ChronoUnit.SECONDS).toString(), null));
        return transitions;
    }

    private static List<VirtualMachineInstanceCondition> conditions(
            VirtualMachineInstance vmi, VirtualMachineInstanceStatus old, MachineFacts facts) {
        var conditions = new Conditions(old.conditions(), facts.now());
        if (facts.state().filter(LauncherState::isMoving).isEmpty()) {
            // Else it is known at the other end whether the guest runs.
            pause(conditions, facts, isPausedToMove(old));
        }
        told(conditions, "AccessCredentialsSynchronized", facts.credentials());
        told(conditions, KubeVirtNames.GUEST_READY, facts.readiness());
        facts.size().ifPresent(size -> size.tell(conditions, LiveSize.wanted(vmi)));
        agent(conditions, vmi, facts);
        switch (LiveMigratability.of(vmi, facts.accessModes())) {
            case LiveMigratability.Migratable ignored -> conditions.set("LiveMigratable", true, "", "");
            case LiveMigratability.NotMigratable not ->
                conditions.set("LiveMigratable", false, not.reason(), not.message());
        }
        List<LiveMigratability.Obstacle> obstacles = LiveMigratability.withVolumes(vmi);
        if (obstacles.isEmpty()) {
            conditions.set("StorageLiveMigratable", true, "", "");
        } else {
            String all = obstacles.stream().map(Object::toString).collect(Collectors.joining(", "));
            conditions.set("StorageLiveMigratable", false, "NotMigratable", all);
        }
        facts.failure()
                .or(() -> facts.end().filter(end -> !isWanted(vmi, end)).map(end -> end.message()))
                .ifPresentOrElse(
                        message ->
                                conditions.set("Synchronized", false, "Synchronizing with the Domain failed.", message),
                        () -> conditions.remove("Synchronized"));
        return conditions.list();
    }

    private static void agent(Conditions conditions, VirtualMachineInstance vmi, MachineFacts facts) {
        Optional<GuestFacts> guest = facts.state().map(LauncherState::guest).filter(GuestFacts::connected);
        if (guest.isEmpty() || facts.end().isPresent()) {
            conditions.remove("AgentConnected");
            return;
        }
        conditions.set("AgentConnected", true, "", "");
        switch (AgentSupport.of(vmi.getSpec(), guest.get())) {
            case AgentSupport.Unknown ignored -> {
                // It has yet to say what it can do.
            }
            case AgentSupport.Enough ignored -> conditions.remove("AgentVersionNotSupported");
            case AgentSupport.Lacking lacking ->
                conditions.set("AgentVersionNotSupported", true, lacking.reason(), lacking.message());
        }
    }

    private static void told(Conditions conditions, String type, Optional<GuestOutcome> outcome) {
        outcome.ifPresentOrElse(
                said -> conditions.set(type, said.well(), said.reason(), said.message()),
                () -> conditions.remove(type));
    }

    private static boolean isPausedToMove(VirtualMachineInstanceStatus old) {
        return Optional.ofNullable(old.migrationState())
                .filter(move -> Carrier.isOpen(move) && SourceStep.PAUSED.equals(move.mode()))
                .isPresent();
    }

    private static void pause(Conditions conditions, MachineFacts facts, boolean toMove) {
        Optional<LauncherState> paused = facts.state()
                .filter(state -> state.phase() == LauncherState.Phase.PAUSED)
                .filter(state -> facts.end().isEmpty());
        if (paused.isEmpty()) {
            conditions.remove("Paused");
            return;
        }
        switch (toMove ? "migration" : paused.get().reason().orElse("user")) {
            case "io-error" ->
                conditions.set("Paused", true, "PausedIOError", "VMI was paused, low-level IO error detected");
            case "migration" ->
                conditions.set("Paused", true, PAUSED_TO_MOVE, "VMI was paused by the migration monitor");
            case "panicked" -> conditions.set("Paused", true, "PausedByPanic", "VMI was paused, its guest panicked");
            default -> conditions.set("Paused", true, "PausedByUser", "VMI was paused by user");
        }
    }

    private static @Nullable VirtualMachineInstanceGuestOSInfo guestOs(
            VirtualMachineInstanceStatus old, MachineFacts facts) {
        return facts.state()
                .map(state -> state.guest().osInfo())
                .filter(JsonNode::isObject)
                .map(GuestAgentAnswers::osInfo)
                .orElse(old.guestOSInfo());
    }

    private static @Nullable String freezeStatus(MachineFacts facts) {
        return facts.state().filter(state -> state.guest().frozen()).isPresent() ? "frozen" : null;
    }

    private static @Nullable MemoryStatus memory(VirtualMachineInstance vmi) {
        return Optional.ofNullable(vmi.getSpec().domain())
                .map(domain -> domain.memory())
                .map(memory -> memory.guest())
                .map(guest -> new MemoryStatus(guest, guest, guest, null, null))
                .orElse(null);
    }

    /** The processors of the specification. */
    private static final class Topology {
        static Optional<CPUTopology> of(VirtualMachineInstance vmi) {
            return Optional.ofNullable(vmi.getSpec().domain())
                    .map(domain -> domain.cpu())
                    .map(cpu -> new CPUTopology(one(cpu.cores()), one(cpu.sockets()), one(cpu.threads()), null));
        }

        private static long one(@Nullable Long count) {
            return count == null || count == 0 ? 1 : count;
        }
    }
}
