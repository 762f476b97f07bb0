package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.pod.Relocation;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.Map;
import java.util.Optional;

/** Where the target of a migration may run: on another node than its source, of the kind that the guest needs. */
final class TargetPlacement {
    private TargetPlacement() {}

    /** Reads what is known of node and Pod of the source. */
    static Relocation of(MigrationScope scope, VirtualMachineInstance instance, Caches caches) {
        String node = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::nodeName)
                .orElse("");
        ObjectKey source = new ObjectKey(instance.getMetadata().getNamespace(), Carrier.pod(instance));
        return new Relocation(
                scope.uid(),
                scope.migration().getMetadata().getName(),
                Optional.ofNullable(scope.migration().getSpec().addedNodeSelector())
                        .orElse(Map.of()),
                Caches.find(caches.nodes(), new ObjectKey("", node))
                        .map(Copies::labels)
                        .orElse(Map.of()),
                Caches.find(caches.pods(), source)
                        .map(pod -> pod.getSpec().getNodeSelector())
                        .orElse(Map.of()));
    }
}
