package dev.slipway.operator.pool;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.api.pool.VirtualMachinePoolOpportunisticScaleInStrategy;
import dev.slipway.api.pool.VirtualMachinePoolProactiveScaleInStrategy;
import dev.slipway.api.pool.VirtualMachinePoolProactiveUpdateStrategy;
import dev.slipway.api.pool.VirtualMachinePoolScaleInStrategy;
import dev.slipway.api.pool.VirtualMachinePoolSelectionPolicy;
import dev.slipway.api.pool.VirtualMachinePoolStatus;
import dev.slipway.api.pool.VirtualMachinePoolStatusBuilder;
import dev.slipway.api.pool.VirtualMachinePoolUpdateStrategy;
import dev.slipway.machine.replicas.FailingMachine;
import dev.slipway.machine.replicas.PoolMachine;
import dev.slipway.machine.replicas.Selector;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.reconcile.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one look at a pool knows; read once.
 *
 * @param pool the pool
 * @param selector which labels belong to it
 * @param owned machines that it controls
 * @param instances instances of these machines, by name
 * @param now time of the look
 */
record PoolScope(
        VirtualMachinePool pool,
        Selector selector,
        List<VirtualMachine> owned,
        Map<String, VirtualMachineInstance> instances,
        Instant now) {
    private static final int UNSAID = 1;

    /** Nothing if the pool is gone, or if its template is not among what its selector selects. */
    static Optional<PoolScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.pools(), key)
                .flatMap(pool -> Optional.ofNullable(pool.getSpec())
                        .flatMap(spec -> Selector.of(spec.selector()))
                        .filter(selector -> selector.matches(PoolMachine.templateLabels(pool)))
                        .map(selector -> of(caches, pool, selector, now)));
    }

    private static PoolScope of(Caches caches, VirtualMachinePool pool, Selector selector, Instant now) {
        List<VirtualMachine> owned = caches.machinesOf(pool.getMetadata().getUid());
        Map<String, VirtualMachineInstance> instances = new HashMap<>();
        owned.forEach(machine -> Caches.find(caches.instances(), ObjectKey.of(machine))
                .ifPresent(instance -> instances.put(machine.getMetadata().getName(), instance)));
        return new PoolScope(pool, selector, owned, instances, now);
    }

    /** Returns the machines that count, those that are being deleted among them. */
    List<VirtualMachine> members() {
        return owned.stream()
                .filter(machine -> selector.matches(machine.getMetadata().getLabels()))
                .toList();
    }

    /** Returns the members that nobody deletes. */
    List<VirtualMachine> staying() {
        return members().stream().filter(machine -> !isDeleting(machine)).toList();
    }

    /** Returns what is the pool's and no longer carries its labels. */
    List<VirtualMachine> strays() {
        return owned.stream()
                .filter(machine -> !selector.matches(machine.getMetadata().getLabels()))
                .toList();
    }

    Optional<VirtualMachineInstance> instance(VirtualMachine machine) {
        return Optional.ofNullable(instances.get(machine.getMetadata().getName()));
    }

    static boolean isDeleting(VirtualMachine machine) {
        return machine.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean isHeld(VirtualMachine machine) {
        return machine.getMetadata().getFinalizers().contains(KubeVirtNames.POOL_FINALIZER);
    }

    boolean isDeleting() {
        return pool.getMetadata().getDeletionTimestamp() != null;
    }

    boolean hasFinalizer() {
        return pool.getMetadata().getFinalizers().contains(KubeVirtNames.POOL_FINALIZER);
    }

    boolean isPaused() {
        return Boolean.TRUE.equals(pool.getSpec().paused());
    }

    int wanted() {
        return Optional.ofNullable(pool.getSpec().replicas()).orElse(UNSAID);
    }

    /** Returns whether machines too many are deleted by the pool itself. */
    boolean scalesIn() {
        return scaleIn()
                .filter(strategy -> strategy.unmanaged() != null || strategy.opportunistic() != null)
                .isEmpty();
    }

    Optional<VirtualMachinePoolSelectionPolicy> scaleInPolicy() {
        return scaleIn()
                .flatMap(strategy -> Optional.ofNullable(strategy.proactive()))
                .map(VirtualMachinePoolProactiveScaleInStrategy::selectionPolicy);
    }

    /**
     * Returns whether the disks of a machine that is being deleted stay behind for the next one of its name. The proactive
     * strategy speaks of machines that the pool itself chose; what somebody else deletes beside them is one of those.
     */
    boolean keepsDisksOf(VirtualMachine machine) {
        boolean chosen = members().size() > wanted() || isReplaced(machine);
        return isKept(scaleIn()
                        .map(VirtualMachinePoolScaleInStrategy::opportunistic)
                        .map(VirtualMachinePoolOpportunisticScaleInStrategy::statePreservation))
                || (chosen && keepsDisksOfChosen());
    }

    /** Returns whether the disks of machines that the pool itself deletes stay behind. */
    boolean keepsDisksOfChosen() {
        return isKept(scaleIn()
                .map(VirtualMachinePoolScaleInStrategy::proactive)
                .map(VirtualMachinePoolProactiveScaleInStrategy::statePreservation));
    }

    private static boolean isKept(Optional<String> preservation) {
        return preservation.filter(said -> !"Disabled".equals(said)).isPresent();
    }

    private boolean isReplaced(VirtualMachine machine) {
        return Optional.ofNullable(pool.getSpec().autohealing())
                .flatMap(healing -> FailingMachine.left(machine, healing, now))
                .filter(Duration::isZero)
                .isPresent();
    }

    boolean isUpdated() {
        return update().filter(strategy -> strategy.unmanaged() != null).isEmpty();
    }

    boolean isRestartedForUpdates() {
        return update().filter(strategy -> strategy.opportunistic() != null).isEmpty();
    }

    Optional<VirtualMachinePoolSelectionPolicy> updatePolicy() {
        return update().flatMap(strategy -> Optional.ofNullable(strategy.proactive()))
                .map(VirtualMachinePoolProactiveUpdateStrategy::selectionPolicy);
    }

    private Optional<VirtualMachinePoolScaleInStrategy> scaleIn() {
        return Optional.ofNullable(pool.getSpec().scaleInStrategy());
    }

    private Optional<VirtualMachinePoolUpdateStrategy> update() {
        return Optional.ofNullable(pool.getSpec().updateStrategy());
    }

    VirtualMachinePoolStatus status() {
        return Optional.ofNullable(pool.getStatus())
                .orElseGet(() -> VirtualMachinePoolStatusBuilder.builder().build());
    }
}
