package dev.slipway.operator.update;

import dev.slipway.api.kubevirt.KubeVirtWorkloadUpdateStrategy;
import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.InstanceState;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which guests get another launcher now, and how. Source: KubeVirt v1.9.0, {@code watch/workload-updater}.
 *
 * @param migrated those that move, with the priority of their migrations
 * @param evicted those whose Pod is evicted
 * @param outdated number of guests whose launcher runs another image than the installation's
 * @param waiting whether there are more for which there is no place yet
 */
record UpdatePlan(List<Move> migrated, List<VirtualMachineInstance> evicted, int outdated, boolean waiting) {
    /** Conditions of guests that have to move before a change of theirs takes effect. */
    private static final Set<String> CHANGES =
            Set.of("HotVCPUChange", "HotMemoryChange", "VolumesChange", "MigrationRequired");

    private static final int BATCH = 10;

    UpdatePlan {
        migrated = List.copyOf(migrated);
        evicted = List.copyOf(evicted);
    }

    /** A guest that moves. */
    record Move(VirtualMachineInstance guest, String priority) {}

    /**
     * Makes the plan.
     *
     * @param guests all instances of the cluster
     * @param moving {@code namespace/name} of those that a migration is under way for
     * @param strategy of the installation
     * @param options limits of the installation
     * @param mayEvict whether the pause between two batches of evictions is over
     */
    static UpdatePlan of(
            Collection<VirtualMachineInstance> guests,
            Collection<String> moving,
            KubeVirtWorkloadUpdateStrategy strategy,
            VMIMConfigurationOptions options,
            boolean mayEvict) {
        List<String> methods = Given.list(strategy.workloadUpdateMethods());
        boolean migrates = methods.contains("LiveMigrate");
        List<VirtualMachineInstance> running = guests.stream()
                .filter(UpdatePlan::isRunning)
                .sorted(Comparator.comparing(UpdatePlan::key))
                .toList();
        List<VirtualMachineInstance> idle =
                running.stream().filter(guest -> !moving.contains(key(guest))).toList();
        List<Move> movable = migrates
                ? Stream.concat(
                                idle.stream()
                                        .filter(UpdatePlan::isChanged)
                                        .map(guest -> new Move(guest, "user-triggered")),
                                idle.stream()
                                        .filter(guest -> isOutdated(guest) && !isChanged(guest))
                                        .map(guest -> new Move(guest, "system-maintenance")))
                        .filter(move -> isMovable(move.guest()))
                        .toList()
                : List.of();
        List<VirtualMachineInstance> evictable = methods.contains("Evict")
                ? idle.stream()
                        .filter(guest -> isOutdated(guest) && !(migrates && isMovable(guest)))
                        .toList()
                : List.of();
        long places =
                Objects.requireNonNullElse(options.parallelMigrationsPerCluster(), Long.MAX_VALUE) - moving.size();
        int moved = (int) Math.max(0, Math.min(places, movable.size()));
        int evicted = mayEvict
                ? Math.min(Objects.requireNonNullElse(strategy.batchEvictionSize(), BATCH), evictable.size())
                : 0;
        return new UpdatePlan(
                movable.subList(0, moved),
                evictable.subList(0, evicted),
                (int) running.stream().filter(UpdatePlan::isOutdated).count(),
                moved < movable.size() || evicted < evictable.size());
    }

    private static boolean isRunning(VirtualMachineInstance guest) {
        InstanceState state = InstanceState.of(guest);
        return InstanceState.RUNNING.equals(state.phase()) && !state.deleting();
    }

    private static boolean isOutdated(VirtualMachineInstance guest) {
        return Given.map(guest.getMetadata().getLabels()).containsKey(KubeVirtNames.OUTDATED);
    }

    private static boolean isChanged(VirtualMachineInstance guest) {
        InstanceState state = InstanceState.of(guest);
        return CHANGES.stream().anyMatch(condition -> state.has(condition, "True"));
    }

    private static boolean isMovable(VirtualMachineInstance guest) {
        return InstanceState.of(guest).has("LiveMigratable", "True");
    }

    private static String key(VirtualMachineInstance guest) {
        return guest.getMetadata().getNamespace() + "/" + guest.getMetadata().getName();
    }
}
