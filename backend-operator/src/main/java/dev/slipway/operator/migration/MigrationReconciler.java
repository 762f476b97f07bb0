package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.MigrationRules;
import dev.slipway.machine.pod.LauncherPod;
import dev.slipway.operator.authority.MigrationAuthority;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import dev.slipway.operator.vmi.LauncherFacts;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Brings each migration to its end. One at a time, so that the limits hold. */
public final class MigrationReconciler implements Reconciler {
    private static final Duration CACHE_LAG = Duration.ofMillis(200);
    private static final Duration NO_PLACE = Duration.ofSeconds(5);
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);
    private static final Duration LOOK_AT_TARGET = Duration.ofSeconds(10);

    /** So many migrations that are over are kept of each instance, as KubeVirt does. */
    private static final int KEPT = 5;

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final MigrationAuthority authority;
    private final InstantSource clock;
    private final String launcherImage;

    private final MigrationPlaces places;

    /** Makes the reconciler; launcher Pods run this image. */
    public MigrationReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            Events events,
            MigrationAuthority authority,
            InstantSource clock,
            String launcherImage) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.authority = authority;
        this.clock = clock;
        this.launcherImage = launcherImage;
        this.places = new MigrationPlaces(caches);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return MigrationScope.read(caches, key, clock.instant()).map(this::look).orElse(new Outcome.Done());
    }

    private Outcome look(MigrationScope scope) {
        if (scope.instance().isEmpty() && isInstanceGone(scope)) {
            return endWithInstance(scope);
        }
        if (scope.phase().isFinal()) {
            return clearAway(scope);
        }
        if (writer.whole(
                scope.migration(), Copies.withAnnotations(scope.migration(), KubeVirtNames.OBSERVED_VERSIONS))) {
            return new Outcome.Done();
        }
        if (scope.phase() == MigrationPhase.UNSET && isTaken(scope)) {
            return fail(scope, "VMI is not eligible for migration because another migration job is in progress.");
        }
        return switch (MigrationDecision.of(scope)) {
            case MigrationDecision.Wait() -> {
                write(scope, scope.phase(), Optional.empty());
                yield waitForTarget(scope);
            }
            case MigrationDecision.Advance(MigrationPhase phase) -> {
                write(scope, phase, Optional.empty());
                yield new Outcome.Done();
            }
            case MigrationDecision.Blocked(MigrationBlock block) -> hold(scope, block);
            case MigrationDecision.SeekTarget() -> seekTarget(scope);
            case MigrationDecision.HandToNodes(Pod target) -> handToNodes(scope, target);
            case MigrationDecision.Abort(VirtualMachineInstanceMigrationState move) -> abort(scope, move);
            case MigrationDecision.GiveTargetUp(Pod target, String sentence) -> {
                deleteTarget(scope, target, sentence);
                yield fail(scope, sentence);
            }
            case MigrationDecision.Succeed() -> {
                write(scope, MigrationPhase.SUCCEEDED, Optional.empty());
                events.normal(scope.migration(), "SuccessfulMigration", "Source node reported migration succeeded");
                yield new Outcome.Done();
            }
            case MigrationDecision.Fail(String sentence) -> fail(scope, sentence);
        };
    }

    /** The end of what it waits for is a change of the instance. */
    private Outcome hold(MigrationScope scope, MigrationBlock block) {
        boolean said = MigrationBlock.isSaid(scope.migration(), block.condition());
        write(scope, MigrationPhase.PENDING, Optional.empty());
        return switch (block) {
            case MigrationBlock.Backup backup -> {
                if (!said && backup.yields()) {
                    events.normal(scope.migration(), "BackupAbortedForMigration", backup.message());
                }
                yield new Outcome.Done();
            }
            case MigrationBlock.Volumes volumes -> {
                if (!said) {
                    events.warning(scope.migration(), "UtilityVolumeMigrationPending", volumes.message());
                }
                yield new Outcome.Again(volumes.left());
            }
        };
    }

    private boolean isInstanceGone(MigrationScope scope) {
        return client.resources(VirtualMachineInstance.class)
                        .inNamespace(scope.namespace())
                        .withName(String.valueOf(scope.migration().getSpec().vmiName()))
                        .get()
                == null;
    }

    /** There is nothing left that could have moved: it is of no use to anybody. */
    private Outcome endWithInstance(MigrationScope scope) {
        clearAway(scope);
        if (!scope.isUnwanted()) {
            writer.delete(scope.migration(), Optional.empty());
        }
        return new Outcome.Done();
    }

    /** Returns whether the instance is on its way already, by a migration that is not over. */
    private boolean isTaken(MigrationScope scope) {
        return scope.instance()
                .flatMap(Carrier::state)
                .filter(Carrier::isOpen)
                .filter(other -> !scope.uid().equals(other.migrationUid()))
                .filter(other -> caches.migrations().getIndexer().list().stream()
                        .anyMatch(migration -> migration.getMetadata().getUid().equals(other.migrationUid())
                                && !MigrationPhase.of(migration).isFinal()))
                .isPresent();
    }

    private void write(MigrationScope scope, MigrationPhase phase, Optional<String> refused) {
        writer.status(scope.migration(), scope.migration().getStatus(), MigrationStatus.of(scope, phase, refused));
    }

    /** A target without a node is looked at again, since nothing may happen any more. */
    private Outcome waitForTarget(MigrationScope scope) {
        boolean starting = scope.phase() == MigrationPhase.SCHEDULING;
        if (starting
                && scope.target()
                        .filter(pod -> MigrationDecision.isUnschedulable(PodState.of(pod)))
                        .isPresent()) {
            events.warning(
                    scope.migration(),
                    "migrationTargetPodUnschedulable",
                    "Migration target pod for VMI [%s/%s] is currently unschedulable."
                            .formatted(
                                    scope.namespace(),
                                    scope.migration().getSpec().vmiName()));
        }
        return starting ? new Outcome.Again(LOOK_AT_TARGET) : new Outcome.Done();
    }

    private Outcome seekTarget(MigrationScope scope) {
        if (scope.target().isPresent()) {
            write(scope, MigrationPhase.SCHEDULING, Optional.empty());
            return new Outcome.Again(LOOK_AT_TARGET);
        }
        MigrationRules rules = rules(scope);
        if (!places.take(scope, rules.options())) {
            return new Outcome.Again(NO_PLACE);
        }
        if (!Boolean.TRUE.equals(rules.options().disableTLS())) {
            authority.issue(scope.uid());
        }
        return makeTarget(scope);
    }

    private Outcome makeTarget(MigrationScope scope) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        Pod wanted = LauncherPod.target(
                instance,
                LauncherFacts.inNamespace(
                        LauncherFacts.of(launcherImage, caches, instance),
                        caches,
                        client,
                        instance.getMetadata().getNamespace()),
                TargetPlacement.of(scope, instance, caches));
        try {
            Pod made = writer.create(wanted);
            events.normal(
                    scope.migration(),
                    "SuccessfulCreate",
                    "Created migration target pod " + made.getMetadata().getName());
        } catch (KubernetesClientException e) {
            if (Refusals.isConflict(e)) {
                return new Outcome.Again(CACHE_LAG);
            }
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            places.free(scope.uid());
            events.warning(scope.migration(), "FailedCreate", Refusals.sentence(e));
            write(scope, MigrationPhase.PENDING, Optional.of(Refusals.sentence(e)));
            return new Outcome.Again(REFUSED_AGAIN);
        }
        // It must be in the cache before its absence means anything.
        return new Outcome.Again(CACHE_LAG);
    }

    private MigrationRules rules(MigrationScope scope) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        Map<String, String> namespace = Optional.ofNullable(client.namespaces()
                        .withName(instance.getMetadata().getNamespace())
                        .get())
                .map(Namespace::getMetadata)
                .flatMap(meta -> Optional.ofNullable(meta.getLabels()))
                .orElse(Map.of());
        return MigrationRules.of(
                caches.configuration(),
                caches.migrationPolicies().getIndexer().list(),
                Copies.labels(instance),
                namespace);
    }

    private Outcome handToNodes(MigrationScope scope, Pod target) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        boolean busy = Carrier.state(instance)
                .filter(other -> Carrier.isOpen(other) && other.startTimestamp() != null)
                .isPresent();
        if (busy) {
            return new Outcome.Again(NO_PLACE);
        }
        VirtualMachineInstance wanted = Copies.withLabel(
                instance, KubeVirtNames.MIGRATION_TARGET_NODE, target.getSpec().getNodeName());
        wanted = Copies.withoutAnnotation(wanted, SlipwayNames.MIGRATION_PROGRESS);
        wanted.setStatus(Objects.requireNonNull(instance.getStatus())
                .withMigrationState(HandOver.of(scope.uid(), instance, target, rules(scope))));
        if (writer.whole(instance, wanted)) {
            events.normal(
                    scope.migration(),
                    "SuccessfulHandOver",
                    "Target pod " + target.getMetadata().getName() + " is ready for both nodes to prepare.");
        }
        return new Outcome.Done();
    }

    /** What has not begun is over at once; what has begun is ended by the node that the guest is on. */
    private Outcome abort(MigrationScope scope, VirtualMachineInstanceMigrationState move) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        VirtualMachineInstanceMigrationState next = move.withAbortRequested(true);
        if (move.startTimestamp() == null) {
            next = next.withAbortStatus("Succeeded")
                    .withCompleted(true)
                    .withFailed(true)
                    .withFailureReason("Migration aborted before it began.")
                    .withEndTimestamp(Timestamps.format(scope.now()));
        }
        VirtualMachineInstance wanted = Copies.of(instance);
        wanted.setStatus(Objects.requireNonNull(instance.getStatus()).withMigrationState(next));
        if (writer.whole(instance, wanted)) {
            events.normal(
                    scope.migration(), "SuccessfulAbortMigration", "The nodes were asked to give the migration up.");
        }
        write(scope, scope.phase(), Optional.empty());
        return new Outcome.Done();
    }

    private Outcome fail(MigrationScope scope, String sentence) {
        if (scope.state().isEmpty() && isHandedToNodes(scope)) {
            // The cache is behind: the nodes know of it already and have their say.
            return new Outcome.Again(CACHE_LAG);
        }
        Optional<VirtualMachineInstanceMigrationState> open =
                scope.state().filter(move -> Carrier.isOpen(move) && move.startTimestamp() == null);
        if (open.isPresent() && scope.instance().isPresent()) {
            closeState(scope, scope.instance().get(), open.get(), sentence);
        }
        write(scope, MigrationPhase.FAILED, Optional.empty());
        events.warning(scope.migration(), "FailedMigration", sentence);
        return new Outcome.Done();
    }

    /** No node may begin any more. */
    private void closeState(
            MigrationScope scope,
            VirtualMachineInstance instance,
            VirtualMachineInstanceMigrationState move,
            String sentence) {
        VirtualMachineInstance wanted = Copies.of(instance);
        wanted.setStatus(Objects.requireNonNull(instance.getStatus())
                .withMigrationState(move.withCompleted(true)
                        .withFailed(true)
                        .withFailureReason(sentence)
                        .withEndTimestamp(Timestamps.format(scope.now()))));
        writer.whole(instance, wanted);
    }

    private boolean isHandedToNodes(MigrationScope scope) {
        return scope.instance()
                .map(instance -> client.resource(instance).get())
                .flatMap(Carrier::state)
                .filter(move -> scope.uid().equals(move.migrationUid()))
                .isPresent();
    }

    /** It is over: what was made for it alone goes, and it itself when it is not wanted any more. */
    private Outcome clearAway(MigrationScope scope) {
        places.free(scope.uid());
        authority.revoke(scope.uid());
        if (scope.phase() == MigrationPhase.FAILED && !carries(scope)) {
            scope.target()
                    .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                    .ifPresent(pod -> deleteTarget(
                            scope,
                            pod,
                            "The migration did not come about, so its target pod "
                                    + pod.getMetadata().getName() + " is deleted"));
        }
        scope.instance()
                .filter(instance ->
                        scope.state().filter(move -> !Carrier.isOpen(move)).isPresent())
                .filter(instance -> Copies.labels(instance).containsKey(KubeVirtNames.MIGRATION_TARGET_NODE))
                .ifPresent(instance ->
                        writer.whole(instance, Copies.withoutLabel(instance, KubeVirtNames.MIGRATION_TARGET_NODE)));
        if (!scope.isUnwanted()) {
            forgetOldest(scope);
        }
        if (scope.migration().getMetadata().getFinalizers().contains(KubeVirtNames.MIGRATION_FINALIZER)) {
            writer.whole(
                    scope.migration(), Copies.withoutFinalizer(scope.migration(), KubeVirtNames.MIGRATION_FINALIZER));
        }
        return new Outcome.Done();
    }

    private void deleteTarget(MigrationScope scope, Pod target, String why) {
        writer.delete(target, Optional.empty());
        events.normal(scope.migration(), "SuccessfulDelete", why);
    }

    /** Returns whether the guest runs in the target in spite of all, as after a post-copy that failed. */
    private static boolean carries(MigrationScope scope) {
        return scope.instance()
                .filter(instance -> scope.target()
                        .filter(pod -> pod.getMetadata().getName().equals(Carrier.pod(instance)))
                        .isPresent())
                .isPresent();
    }

    private void forgetOldest(MigrationScope scope) {
        caches.migrations().getIndexer().list().stream()
                .filter(other -> scope.namespace().equals(other.getMetadata().getNamespace()))
                .filter(other -> Objects.equals(
                        other.getSpec().vmiName(), scope.migration().getSpec().vmiName()))
                .filter(other -> MigrationPhase.of(other).isFinal()
                        && other.getMetadata().getDeletionTimestamp() == null)
                .sorted(Comparator.<VirtualMachineInstanceMigration, String>comparing(
                                other -> other.getMetadata().getCreationTimestamp())
                        .reversed())
                .skip(KEPT)
                .forEach(other -> writer.delete(other, Optional.empty()));
    }
}
