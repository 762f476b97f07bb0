package dev.slipway.operator.update;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtSpec;
import dev.slipway.api.kubevirt.KubeVirtStatus;
import dev.slipway.api.kubevirt.KubeVirtWorkloadUpdateStrategy;
import dev.slipway.api.kubevirt.KubeVirtWorkloadUpdateStrategyBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.GoDuration;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.MigrationRules;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.migration.OwnMigrations;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Updates the launchers of running guests as the installation's {@code workloadUpdateStrategy} says, batch by batch. */
public final class UpdateReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SELDOM = Duration.ofSeconds(30);
    private static final Duration BETWEEN_BATCHES = Duration.ofMinutes(1);
    private static final int LABEL_LENGTH = 63;

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final OwnMigrations migrations;
    private final Events events;
    private final InstantSource clock;
    private volatile Instant lastBatch = Instant.EPOCH;

    /** Makes the reconciler. */
    public UpdateReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            OwnMigrations migrations,
            Events events,
            InstantSource clock) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.migrations = migrations;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return Caches.find(caches.installations(), key).map(this::update).orElse(new Outcome.Done());
    }

    private Outcome update(KubeVirt installation) {
        if (!isComplete(installation)) {
            return new Outcome.Again(SELDOM);
        }
        KubeVirtWorkloadUpdateStrategy strategy = Optional.ofNullable(installation.getSpec())
                .map(KubeVirtSpec::workloadUpdateStrategy)
                .orElseGet(() -> KubeVirtWorkloadUpdateStrategyBuilder.builder().build());
        Instant now = clock.instant();
        List<VirtualMachineInstanceMigration> own = migrations.unfinished(KubeVirtNames.WORKLOAD_UPDATE);
        UpdatePlan plan = UpdatePlan.of(
                situation(own, now),
                strategy,
                MigrationRules.of(caches.configuration(), List.of(), Map.of(), Map.of())
                        .options(),
                !now.isBefore(lastBatch.plus(pause(strategy))));
        count(installation, plan.outdated());
        plan.migrated().forEach(move -> migrations.ask(move.guest(), purpose(move)));
        plan.kept()
                .forEach(guest -> own.stream()
                        .filter(migration -> UpdatePlan.key(guest).equals(instanceOf(migration)))
                        .forEach(migration -> takeBack(guest, migration)));
        if (!plan.evicted().isEmpty()) {
            lastBatch = now;
            plan.evicted().forEach(this::evict);
        }
        boolean busy = plan.waiting()
                || plan.outdated() > 0
                || !plan.migrated().isEmpty()
                || !plan.evicted().isEmpty();
        return new Outcome.Again(busy ? SOON : SELDOM);
    }

    /** An installation that is itself on its way updates nobody. */
    private static boolean isComplete(KubeVirt installation) {
        return Optional.ofNullable(installation.getStatus())
                .filter(status -> "Deployed".equals(status.phase())
                        && Objects.equals(status.observedDeploymentID(), status.targetDeploymentID()))
                .isPresent();
    }

    private UpdatePlan.Situation situation(List<VirtualMachineInstanceMigration> own, Instant now) {
        List<VirtualMachineInstance> guests = caches.instances().getIndexer().list();
        return new UpdatePlan.Situation(
                guests,
                guests.stream()
                        .filter(guest -> migrations
                                .notBefore(guest, KubeVirtNames.WORKLOAD_UPDATE)
                                .filter(now::isBefore)
                                .isPresent())
                        .map(UpdatePlan::key)
                        .collect(Collectors.toSet()),
                Set.copyOf(migrations.movingInstances()),
                own.stream().map(UpdateReconciler::instanceOf).collect(Collectors.toSet()),
                migrations.underWay());
    }

    private static String instanceOf(VirtualMachineInstanceMigration migration) {
        return migration.getMetadata().getNamespace() + "/"
                + migration.getSpec().vmiName();
    }

    private static OwnMigrations.Purpose purpose(UpdatePlan.Move move) {
        ObjectMeta guest = move.guest().getMetadata();
        String label = guest.getName().length() > LABEL_LENGTH ? guest.getUid() : guest.getName();
        return new OwnMigrations.Purpose(
                "kubevirt-workload-update-",
                KubeVirtNames.WORKLOAD_UPDATE,
                "",
                move.priority(),
                move.brings() ? Map.of(KubeVirtNames.VOLUMES_UPDATE, label) : Map.of(),
                " for automated workload update");
    }

    private void takeBack(VirtualMachineInstance guest, VirtualMachineInstanceMigration migration) {
        if (migration.getMetadata().getDeletionTimestamp() == null) {
            writer.delete(migration, Optional.empty());
            events.normal(
                    guest,
                    "SuccessfulChangeAbortion",
                    "Aborted change for vmi: " + guest.getMetadata().getName());
        }
    }

    private static Duration pause(KubeVirtWorkloadUpdateStrategy strategy) {
        return Optional.ofNullable(strategy.batchEvictionInterval())
                .flatMap(GoDuration::parse)
                .orElse(BETWEEN_BATCHES);
    }

    private void count(KubeVirt installation, int outdated) {
        KubeVirtStatus before = installation.getStatus();
        if (before != null) {
            writer.status(installation, before, before.withOutdatedVirtualMachineInstanceWorkloads(outdated));
        }
    }

    private void evict(VirtualMachineInstance guest) {
        Optional<Pod> pod = Caches.find(
                caches.pods(), new ObjectKey(guest.getMetadata().getNamespace(), String.valueOf(Carrier.pod(guest))));
        if (pod.isEmpty()) {
            return;
        }
        String name = pod.get().getMetadata().getName();
        if (client.pods()
                .inNamespace(pod.get().getMetadata().getNamespace())
                .withName(name)
                .evict()) {
            events.normal(guest, "SuccessfulEvict", "Evicted pod " + name + ", since its launcher is outdated");
        } else {
            events.warning(guest, "FailedEvict", "Pod " + name + " was not evicted: its guest moves, or must stay");
        }
    }
}
