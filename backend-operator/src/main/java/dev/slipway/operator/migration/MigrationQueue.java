package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who may go next: so many migrations at once in the cluster, and so many out of one node; the urgent and the oldest first. */
final class MigrationQueue {
    private static final Map<String, Integer> URGENCY =
            Map.of("system-critical", 100, "user-triggered", 50, "system-maintenance", 20);

    private MigrationQueue() {}

    /**
     * Returns whether a migration that waits may begin.
     *
     * @param candidate the one
     * @param waiting all that wait, the candidate among them
     * @param underWay those that have begun
     * @param source the node that the instance of a migration is on
     * @param limits of the installation
     */
    static boolean admits(
            VirtualMachineInstanceMigration candidate,
            List<VirtualMachineInstanceMigration> waiting,
            List<VirtualMachineInstanceMigration> underWay,
            Function<VirtualMachineInstanceMigration, String> source,
            VMIMConfigurationOptions limits) {
        long inCluster =
                Optional.ofNullable(limits.parallelMigrationsPerCluster()).orElse(Long.MAX_VALUE);
        long outOfNode =
                Optional.ofNullable(limits.parallelOutboundMigrationsPerNode()).orElse(Long.MAX_VALUE);
        Map<String, Long> leaving = new HashMap<>();
        underWay.forEach(migration -> leaving.merge(source.apply(migration), 1L, Long::sum));
        long begun = underWay.size();
        for (VirtualMachineInstanceMigration next :
                waiting.stream().sorted(order()).toList()) {
            String node = source.apply(next);
            boolean fits = begun < inCluster && leaving.getOrDefault(node, 0L) < outOfNode;
            if (isSame(next, candidate)) {
                return fits;
            }
            if (fits) {
                begun++;
                leaving.merge(node, 1L, Long::sum);
            }
        }
        return false;
    }

    private static boolean isSame(VirtualMachineInstanceMigration one, VirtualMachineInstanceMigration other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    private static Comparator<VirtualMachineInstanceMigration> order() {
        return Comparator.<VirtualMachineInstanceMigration>comparingInt(migration ->
                        -URGENCY.getOrDefault(String.valueOf(migration.getSpec().priority()), 0))
                .thenComparing(migration -> migration.getMetadata().getCreationTimestamp())
                .thenComparing(migration -> migration.getMetadata().getNamespace())
                .thenComparing(migration -> migration.getMetadata().getName());
    }
}
