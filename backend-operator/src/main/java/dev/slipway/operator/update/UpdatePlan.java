package dev.slipway.operator.update;

import dev.slipway.api.kubevirt.KubeVirtWorkloadUpdateStrategy;
import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.InstanceState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which guests get another launcher now, and how. Source: KubeVirt v1.9.0, {@code watch/workload-updater}.
 *
 * @param migrated those that move, with the purpose of their migrations
 * @param evicted those whose Pod is evicted
 * @param kept those whose migration is taken back, as nothing asks for it any more
 * @param outdated number of guests whose launcher is not the installation's, or that have to move for a change of theirs
 * @param waiting whether there are more for which there is no place yet
 */
record UpdatePlan(
        List<Move> migrated,
        List<VirtualMachineInstance> evicted,
        List<VirtualMachineInstance> kept,
        int outdated,
        boolean waiting) {
    private static final String VOLUMES = "VolumesChange";

    /** Conditions of guests that have to move before a change of theirs takes effect. */
    private static final Set<String> CHANGES = Set.of("HotMemoryChange", VOLUMES, "MigrationRequired");

    private static final String PROCESSORS = "HotVCPUChange";
    private static final int BATCH = 10;

    UpdatePlan {
        migrated = List.copyOf(migrated);
        evicted = List.copyOf(evicted);
        kept = List.copyOf(kept);
    }

    /**
     * A guest that moves.
     *
     * @param guest the guest
     * @param priority of its migration
     * @param brings whether its disks move to other claims
     */
    record Move(VirtualMachineInstance guest, String priority, boolean brings) {}

    /**
     * What the cluster is like.
     *
     * @param guests all instances
     * @param resting {@code namespace/name} of those that are left alone for a while, as they could not be moved
     * @param moving {@code namespace/name} of those that a migration is asked for which is not over
     * @param updating {@code namespace/name} of those for which it was asked here
     * @param underWay number of migrations that have begun
     */
    record Situation(
            Collection<VirtualMachineInstance> guests,
            Collection<String> resting,
            Collection<String> moving,
            Collection<String> updating,
            int underWay) {}

    /**
     * Makes the plan.
     *
     * @param strategy of the installation
     * @param options limits of the installation
     * @param mayEvict whether the pause between two batches of evictions is over
     */
    static UpdatePlan of(
            Situation situation,
            KubeVirtWorkloadUpdateStrategy strategy,
            VMIMConfigurationOptions options,
            boolean mayEvict) {
        List<VirtualMachineInstance> kept = new ArrayList<>();
        List<VirtualMachineInstance> outdated = new ArrayList<>();
        situation.guests().stream()
                .filter(UpdatePlan::isRunning)
                .sorted(Comparator.comparing(UpdatePlan::key))
                .forEach(guest -> {
                    if (situation.updating().contains(key(guest)) && isUnasked(guest)) {
                        kept.add(guest);
                    } else if (isOutdated(guest) || hasToMove(guest)) {
                        outdated.add(guest);
                    }
                });
        List<VirtualMachineInstance> idle = outdated.stream()
                .filter(guest -> !situation.moving().contains(key(guest)))
                .filter(guest -> !situation.resting().contains(key(guest)))
                .filter(guest -> !InstanceState.isMigrating(guest))
                .toList();
        List<String> methods = Given.list(strategy.workloadUpdateMethods());
        boolean migrates = methods.contains("LiveMigrate");
        List<Move> movable = migrates ? moves(idle) : List.of();
        List<VirtualMachineInstance> evictable = methods.contains("Evict")
                // A guest that waits for a change alone grows where it runs, or at its next start.
                ? idle.stream()
                        .filter(guest -> isOutdated(guest) && !(migrates && isMovable(guest)))
                        .toList()
                : List.of();
        long places = Objects.requireNonNullElse(options.parallelMigrationsPerCluster(), Long.MAX_VALUE)
                - situation.underWay();
        int moved = (int) Math.max(0, Math.min(places, movable.size()));
        int evicted = mayEvict
                ? Math.min(Objects.requireNonNullElse(strategy.batchEvictionSize(), BATCH), evictable.size())
                : 0;
        return new UpdatePlan(
                movable.subList(0, moved),
                evictable.subList(0, evicted),
                kept,
                outdated.size(),
                moved < movable.size() || evicted < evictable.size());
    }

    /** Those first whose user waits for a change. */
    private static List<Move> moves(List<VirtualMachineInstance> idle) {
        return Stream.concat(
                        idle.stream()
                                .filter(UpdatePlan::isChanged)
                                .map(guest -> new Move(
                                        guest,
                                        "user-triggered",
                                        InstanceState.of(guest).has(VOLUMES, "True"))),
                        idle.stream()
                                .filter(guest -> !isChanged(guest))
                                .map(guest -> new Move(guest, "system-critical", false)))
                .filter(move -> isMovable(move.guest()))
                .toList();
    }

    private static boolean isRunning(VirtualMachineInstance guest) {
        InstanceState state = InstanceState.of(guest);
        return InstanceState.RUNNING.equals(state.phase()) && !state.deleting();
    }

    private static boolean isOutdated(VirtualMachineInstance guest) {
        return Given.map(guest.getMetadata().getLabels()).containsKey(KubeVirtNames.OUTDATED);
    }

    private static boolean hasToMove(VirtualMachineInstance guest) {
        return isChanged(guest) && !isCalledOff(guest) && !InstanceState.isMigrating(guest);
    }

    /** The change that a migration was asked for was taken back, and the guest is not there yet. */
    private static boolean isUnasked(VirtualMachineInstance guest) {
        boolean arrived = Optional.ofNullable(guest.getStatus())
                .map(VirtualMachineInstanceStatus::migrationState)
                .map(VirtualMachineInstanceMigrationState::targetNodeDomainReadyTimestamp)
                .isPresent();
        return !isOutdated(guest) && (isCalledOff(guest) || (!isChanged(guest) && !arrived));
    }

    private static boolean isCalledOff(VirtualMachineInstance guest) {
        return Given.map(guest.getMetadata().getAnnotations()).containsKey(KubeVirtNames.UPDATE_CALLED_OFF);
    }

    private static boolean isChanged(VirtualMachineInstance guest) {
        InstanceState state = InstanceState.of(guest);
        return CHANGES.stream().anyMatch(condition -> state.has(condition, "True"))
                || state.has(PROCESSORS, "True")
                || state.has(PROCESSORS, "False");
    }

    private static boolean isMovable(VirtualMachineInstance guest) {
        return InstanceState.of(guest).has("LiveMigratable", "True");
    }

    static String key(VirtualMachineInstance guest) {
        return guest.getMetadata().getNamespace() + "/" + guest.getMetadata().getName();
    }
}
