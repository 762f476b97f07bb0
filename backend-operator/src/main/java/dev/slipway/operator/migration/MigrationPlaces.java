package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VMIMConfigurationOptions;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The places of migrations that may be under way at once, and who has one. */
final class MigrationPlaces {
    private final Caches caches;

    /** Migrations that got a place, whatever the cache says of them. */
    private final Set<String> begun = ConcurrentHashMap.newKeySet();

    MigrationPlaces(Caches caches) {
        this.caches = caches;
    }

    /** Gives a migration a place, which it may have already; returns false if none is left for it. */
    boolean take(MigrationScope scope, VMIMConfigurationOptions limits) {
        if (!begun.contains(scope.uid()) && !isFree(scope, limits)) {
            return false;
        }
        begun.add(scope.uid());
        return true;
    }

    /** Takes back the place that a migration got here. */
    void free(String uid) {
        begun.remove(uid);
    }

    private boolean isFree(MigrationScope scope, VMIMConfigurationOptions limits) {
        List<VirtualMachineInstanceMigration> all =
                caches.migrations().getIndexer().list();
        List<VirtualMachineInstanceMigration> waiting = all.stream()
                .filter(other -> !isUnderWay(other) && MigrationPhase.of(other) == MigrationPhase.PENDING)
                // What waits for something else keeps no place for itself.
                .filter(other -> !MigrationBlock.isSaid(other, MigrationBlock.BY_BACKUP)
                                && !MigrationBlock.isSaid(other, MigrationBlock.BY_VOLUMES)
                        || scope.uid().equals(other.getMetadata().getUid()))
                .toList();
        List<VirtualMachineInstanceMigration> underWay =
                all.stream().filter(this::isUnderWay).toList();
        return MigrationQueue.admits(scope.migration(), waiting, underWay, this::source, limits);
    }

    private boolean isUnderWay(VirtualMachineInstanceMigration migration) {
        MigrationPhase phase = MigrationPhase.of(migration);
        return phase.isUnderWay()
                || (!phase.isFinal() && begun.contains(migration.getMetadata().getUid()));
    }

    private String source(VirtualMachineInstanceMigration migration) {
        return Caches.find(
                        caches.instances(),
                        new ObjectKey(
                                migration.getMetadata().getNamespace(),
                                String.valueOf(migration.getSpec().vmiName())))
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::nodeName)
                .orElse("");
    }
}
