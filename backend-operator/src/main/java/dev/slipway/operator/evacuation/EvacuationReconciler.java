package dev.slipway.operator.evacuation;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.migration.MigrationRules;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.migration.OwnMigrations;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks for the migrations that empty a node. */
public final class EvacuationReconciler implements Reconciler {
    private static final Duration PAUSED = Duration.ofSeconds(5);
    private static final Duration STUCK = Duration.ofMinutes(1);

    private final Caches caches;
    private final OwnMigrations migrations;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public EvacuationReconciler(Caches caches, OwnMigrations migrations, InstantSource clock) {
        this.caches = caches;
        this.migrations = migrations;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return Caches.find(caches.nodes(), key).map(this::empty).orElse(new Outcome.Done());
    }

    private Outcome empty(Node node) {
        String name = node.getMetadata().getName();
        KubeVirtConfiguration configuration = caches.configuration();
        Instant now = clock.instant();
        List<VirtualMachineInstance> guests = caches.instancesOn(name);
        List<VirtualMachineInstance> paused = guests.stream()
                .filter(guest -> pause(guest).filter(now::isBefore).isPresent())
                .toList();
        EvacuationPlan plan = EvacuationPlan.of(
                node,
                guests.stream().filter(guest -> !paused.contains(guest)).toList(),
                migrations.movingInstances(),
                String.valueOf(MigrationRules.of(configuration, List.of(), Map.of(), Map.of())
                        .options()
                        .nodeDrainTaintKey()),
                Optional.ofNullable(configuration.evictionStrategy()).orElse("None"));
        plan.moved()
                .forEach(guest -> migrations.ask(
                        guest,
                        new OwnMigrations.Purpose(
                                "kubevirt-evacuation-",
                                KubeVirtNames.EVACUATION,
                                name,
                                EvacuationPlan.priority(guest),
                                Map.of(),
                                "")));
        if (!plan.moved().isEmpty() || !paused.isEmpty()) {
            return new Outcome.Again(PAUSED);
        }
        return plan.stuck().isEmpty() ? new Outcome.Done() : new Outcome.Again(STUCK);
    }

    /** Returns until when a guest is left alone because it could not be moved. */
    private Optional<Instant> pause(VirtualMachineInstance guest) {
        return migrations.notBefore(guest, KubeVirtNames.EVACUATION);
    }
}
