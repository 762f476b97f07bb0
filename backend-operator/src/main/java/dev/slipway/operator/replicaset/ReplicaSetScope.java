package dev.slipway.operator.replicaset;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSet;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatusBuilder;
import dev.slipway.machine.replicas.Replica;
import dev.slipway.machine.replicas.Selector;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.reconcile.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that one look at a replica set knows; read once.
 *
 * @param set the replica set
 * @param selector which labels belong to it
 * @param present instances of its namespace that it controls, or that nobody does
 * @param now time of the look
 */
record ReplicaSetScope(
        VirtualMachineInstanceReplicaSet set, Selector selector, List<VirtualMachineInstance> present, Instant now) {
    private static final int UNSAID = 1;

    /** Nothing if the set is gone, or if its template is not among what its selector selects. */
    static Optional<ReplicaSetScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.replicaSets(), key)
                .flatMap(set -> Optional.ofNullable(set.getSpec())
                        .flatMap(spec -> Selector.of(spec.selector()))
                        .filter(selector -> selector.matches(Replica.labels(set)))
                        .map(selector -> new ReplicaSetScope(
                                set,
                                selector,
                                caches.instancesIn(key.namespace()).stream()
                                        .filter(instance -> Owners.controls(set, instance)
                                                || Caches.controller(instance).isEmpty())
                                        .toList(),
                                now)));
    }

    List<VirtualMachineInstance> members() {
        return present.stream().filter(this::isMember).toList();
    }

    boolean isMember(VirtualMachineInstance instance) {
        return Owners.controls(set, instance) && selects(instance);
    }

    /** Returns what carries the labels and belongs to nobody. */
    List<VirtualMachineInstance> orphans() {
        return present.stream()
                .filter(instance -> Caches.controller(instance).isEmpty()
                        && selects(instance)
                        && instance.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** Returns what is the set's and no longer carries its labels. */
    List<VirtualMachineInstance> strays() {
        return present.stream()
                .filter(instance -> Owners.controls(set, instance) && !selects(instance))
                .toList();
    }

    private boolean selects(VirtualMachineInstance instance) {
        return selector.matches(instance.getMetadata().getLabels());
    }

    boolean isDeleting() {
        return set.getMetadata().getDeletionTimestamp() != null;
    }

    boolean isPaused() {
        return Boolean.TRUE.equals(set.getSpec().paused());
    }

    int wanted() {
        return Optional.ofNullable(set.getSpec())
                .map(VirtualMachineInstanceReplicaSetSpec::replicas)
                .orElse(UNSAID);
    }

    VirtualMachineInstanceReplicaSetStatus status() {
        return Optional.ofNullable(set.getStatus())
                .orElseGet(() ->
                        VirtualMachineInstanceReplicaSetStatusBuilder.builder().build());
    }
}
