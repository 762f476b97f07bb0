package dev.slipway.nodeagent.session;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.migration.TargetStep;
import dev.slipway.nodeagent.launcher.LauncherEnd;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.status.MachineFacts;
import dev.slipway.nodeagent.status.MachineStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what is known of a guest into its instance's status, and an event when its phase is another. */
final class StatusMirror {
    private final FollowedInstance instance;
    private final GuestMove moves;
    private final MachineEvents events;

    StatusMirror(FollowedInstance instance, GuestMove moves, MachineEvents events) {
        this.instance = instance;
        this.moves = moves;
        this.events = events;
    }

    /** Returns whether the status is written; if not, somebody else wrote in between. */
    boolean write(VirtualMachineInstance vmi, FollowedPod pod, MachineFacts facts, RunningGuest guest) {
        if (!MachineStatus.isHandedOver(vmi)) {
            return true;
        }
        VirtualMachineInstanceStatus own = MachineStatus.next(vmi, facts);
        VirtualMachineInstanceStatus moved = facts.state()
                .filter(known -> known.phase() == LauncherState.Phase.RUNNING)
                .flatMap(_ -> TargetStep.running(vmi, pod.name(), facts.now()))
                .map(own::withMigrationState)
                .orElse(own);
        VirtualMachineInstanceStatus next = guest.known(vmi, moved);
        FollowedInstance.Written written = instance.write(vmi, pod, next, annotations(facts));
        if (written == FollowedInstance.Written.STORED) {
            announce(vmi, next, facts.end());
            news(vmi, next);
        }
        return written.isSettled();
    }

    private Map<String, String> annotations(MachineFacts facts) {
        Map<String, String> annotations = new TreeMap<>();
        facts.state()
                .flatMap(LauncherState::accelerator)
                .ifPresent(name -> annotations.put(SlipwayNames.ACCELERATOR, name));
        moves.note(facts.state().flatMap(LauncherState::way), facts.now())
                .ifPresent(note -> annotations.put(SlipwayNames.MIGRATION_PROGRESS, note));
        return annotations;
    }

    private static boolean isByForce(LauncherEnd end) {
        return end.kind() == LauncherEnd.Kind.KILLED;
    }

    /** Tells what conditions say for the first time. */
    private void news(VirtualMachineInstance before, VirtualMachineInstanceStatus next) {
        changed(before, next, "AccessCredentialsSynchronized").ifPresent(now -> {
            if ("True".equals(now.status())) {
                events.normal(before, "AccessCredentialsSyncSuccess", "Access credentials sync successful.");
            } else {
                events.warning(
                        before, "AccessCredentialsSyncFailed", "Access credentials sync failed: " + now.message());
            }
        });
        if ("LiveMigrate".equals(before.getSpec().evictionStrategy())) {
            changed(before, next, "LiveMigratable")
                    .filter(now -> "False".equals(now.status()))
                    .ifPresent(now -> events.warning(
                            before, "Migrated", "EvictionStrategy is set but vmi is not migratable; " + now.message()));
        }
    }

    private static Optional<VirtualMachineInstanceCondition> changed(
            VirtualMachineInstance before, VirtualMachineInstanceStatus next, String type) {
        Optional<VirtualMachineInstanceCondition> then = condition(MachineStatus.current(before), type);
        return condition(next, type)
                .filter(now -> then.filter(same -> Objects.equals(same.status(), now.status())
                                && Objects.equals(same.message(), now.message()))
                        .isEmpty());
    }

    private static Optional<VirtualMachineInstanceCondition> condition(
            VirtualMachineInstanceStatus status, String type) {
        return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst();
    }

    private void announce(VirtualMachineInstance before, VirtualMachineInstanceStatus next, Optional<LauncherEnd> end) {
        String phase = next.phase();
        if (phase == null || phase.equals(MachineStatus.current(before).phase())) {
            return;
        }
        switch (phase) {
            case "Running" -> {
                events.normal(before, "Created", "VirtualMachineInstance defined.");
                events.normal(before, "Started", "VirtualMachineInstance started.");
            }
            case "Succeeded" -> {
                events.normal(before, "Deleted", "Signaled Deletion");
                events.normal(before, "Stopped", "The VirtualMachineInstance was shut down.");
            }
            case "Failed" -> {
                if (end.filter(StatusMirror::isByForce).isPresent()) {
                    events.normal(before, "Deleted", "VirtualMachineInstance stopping");
                }
                events.warning(
                        before, "Stopped", end.map(LauncherEnd::message).orElse("The VirtualMachineInstance crashed."));
            }
            default -> {
                // Phases of the operator.
            }
        }
    }
}
