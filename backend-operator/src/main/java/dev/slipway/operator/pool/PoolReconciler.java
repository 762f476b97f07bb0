package dev.slipway.operator.pool;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.replicas.FailingMachine;
import dev.slipway.machine.replicas.PoolMachine;
import dev.slipway.machine.replicas.PoolSelection;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.ReplicaConditions;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Keeps a pool at its number of machines, its machines at its template, and replaces those that do not start. */
public final class PoolReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);
    private static final Duration CACHE_LAG = Duration.ofMillis(200);

    /** As KubeVirt: so many at once, the rest in the next look. */
    private static final int BURST = 250;

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final Random random;
    private final PoolRevisions revisions;
    private final PoolUpdate update;
    private final PoolDeparture departure;

    /**
     * Makes the reconciler.
     *
     * @param random the order in which machines go where their pool says none
     */
    public PoolReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            Random random) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.random = random;
        this.revisions = new PoolRevisions(client, writer);
        this.update = new PoolUpdate(revisions, writer, events, random);
        this.departure = new PoolDeparture(client, writer);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return PoolScope.read(caches, key, clock.instant()).map(this::look).orElse(new Outcome.Done());
    }

    private Outcome look(PoolScope scope) {
        if (scope.isDeleting()) {
            return end(scope);
        }
        if (!scope.hasFinalizer()) {
            writer.whole(scope.pool(), Copies.withFinalizer(scope.pool(), KubeVirtNames.POOL_FINALIZER));
            // The write comes back as a change, and the next look starts from it.
            return new Outcome.Done();
        }
        if (release(scope)) {
            // What nobody owns tells nobody of its change.
            return new Outcome.Again(CACHE_LAG);
        }
        scope.members().stream()
                .filter(PoolScope::isDeleting)
                .filter(PoolScope::isHeld)
                .forEach(machine -> departure.letGo(machine, scope.keepsDisksOf(machine)));
        Work work = scope.isPaused() ? new Work(Optional.empty(), new Outcome.Done()) : work(scope);
        report(scope, work.problem());
        return work.problem().isPresent()
                ? Outcome.earlier(work.outcome(), new Outcome.Again(REFUSED_AGAIN))
                : work.outcome();
    }

    /**
     * What one look brought about.
     *
     * @param problem why it stopped
     * @param outcome when to go on
     */
    private record Work(Optional<PoolProblem> problem, Outcome outcome) {}

    private Work work(PoolScope scope) {
        Outcome healing = heal(scope);
        int surplus = scope.members().size() - scope.wanted();
        if (surplus < 0) {
            return new Work(grow(scope, Math.min(-surplus, BURST)), healing);
        }
        if (surplus > 0 && scope.scalesIn()) {
            return new Work(shrink(scope), healing);
        }
        PoolUpdate.Result result = update.proceed(scope);
        if (result.settled() && result.problem().isEmpty()) {
            revisions.forget(scope.pool(), followed(scope));
        }
        return new Work(result.problem(), Outcome.earlier(healing, result.outcome()));
    }

    /** Lets go of what no longer carries the pool's labels. */
    private boolean release(PoolScope scope) {
        List<VirtualMachine> strays = scope.strays();
        strays.forEach(stray -> writer.whole(
                stray,
                Copies.withoutFinalizer(
                        Copies.withoutOwner(stray, scope.pool().getMetadata().getUid()),
                        KubeVirtNames.POOL_FINALIZER)));
        return !strays.isEmpty();
    }

    /** Deletes machines that do not start; the pool then lacks them and makes fresh ones. */
    private Outcome heal(PoolScope scope) {
        Outcome next = new Outcome.Done();
        var healing = scope.pool().getSpec().autohealing();
        if (healing == null) {
            return next;
        }
        for (VirtualMachine machine : scope.staying()) {
            Optional<Duration> left = FailingMachine.left(machine, healing, scope.now());
            if (left.filter(Duration::isZero).isPresent()) {
                writer.delete(machine, Optional.empty());
                // At once: a machine that is on its way out does not tell any more that it failed.
                departure.freeDisks(machine, scope.keepsDisksOfChosen());
                events.normal(
                        scope.pool(),
                        "SuccessfulDelete",
                        "Deleted VM " + machine.getMetadata().getName()
                                + ", which fails to start, so that another takes its place");
            } else if (left.isPresent()) {
                next = Outcome.earlier(next, new Outcome.Again(left.get()));
            }
        }
        return next;
    }

    private Optional<PoolProblem> grow(PoolScope scope, int count) {
        Set<String> taken = caches.machinesIn(scope.pool().getMetadata().getNamespace()).stream()
                .map(machine -> machine.getMetadata().getName())
                .collect(Collectors.toSet());
        String revision = revisions.keep(scope.pool());
        return PoolMachine.freeIndexes(scope.pool(), taken, count).stream()
                .flatMap(index -> make(scope, index, revision).stream())
                .findFirst();
    }

    private Optional<PoolProblem> make(PoolScope scope, int index, String revision) {
        VirtualMachine machine = PoolMachine.of(scope.pool(), index, revision, Owners.controlling(scope.pool()));
        String name = machine.getMetadata().getName();
        try {
            writer.create(machine);
            events.normal(
                    scope.pool(),
                    "SuccessfulCreate",
                    "Created VM " + machine.getMetadata().getNamespace() + "/" + name);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return Optional.of(told(scope, new PoolProblem.MachineRefused(name, Refusals.sentence(e))));
        }
    }

    /** A cache that is behind would lead to deletions too many; the API server knows better. */
    private Optional<PoolProblem> shrink(PoolScope scope) {
        List<VirtualMachine> members = client
                .resources(VirtualMachine.class)
                .inNamespace(scope.pool().getMetadata().getNamespace())
                .withLabelSelector(scope.selector().text())
                .list()
                .getItems()
                .stream()
                .filter(machine -> Owners.controls(scope.pool(), machine))
                .toList();
        List<VirtualMachine> staying = members.stream()
                .filter(machine -> !PoolScope.isDeleting(machine))
                .toList();
        int surplus = Math.min(BURST, staying.size() - scope.wanted());
        if (surplus <= 0) {
            return Optional.empty();
        }
        List<VirtualMachine> selected = PoolSelection.of(staying, scope.scaleInPolicy(), random).stream()
                .limit(surplus)
                .toList();
        Optional<PoolProblem> problem = selected.stream()
                .flatMap(machine -> delete(scope, machine).stream())
                .findFirst();
        return problem.or(() -> selected.size() < surplus
                ? Optional.of(new PoolProblem.TooFewSelected(surplus, selected.size()))
                : Optional.empty());
    }

    private Optional<PoolProblem> delete(PoolScope scope, VirtualMachine machine) {
        String name = machine.getMetadata().getName();
        try {
            writer.delete(machine, Optional.empty());
            events.normal(
                    scope.pool(),
                    "SuccessfulDelete",
                    "Deleted VM " + machine.getMetadata().getNamespace() + "/" + name + " with uid "
                            + machine.getMetadata().getUid() + " from pool");
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return Optional.of(told(scope, new PoolProblem.DeletionRefused(name, Refusals.sentence(e))));
        }
    }

    private static Set<String> followed(PoolScope scope) {
        Set<String> followed = new HashSet<>();
        scope.owned().forEach(machine -> {
            followed.add(Copies.labels(machine).getOrDefault(PoolMachine.REVISION, ""));
            scope.instance(machine)
                    .ifPresent(
                            instance -> followed.add(Copies.labels(instance).getOrDefault(PoolMachine.REVISION, "")));
        });
        return followed;
    }

    private PoolProblem told(PoolScope scope, PoolProblem problem) {
        problem.attempt().ifPresent(reason -> events.warning(scope.pool(), reason, problem.message()));
        return problem;
    }

    private void report(PoolScope scope, Optional<PoolProblem> problem) {
        if (!writer.status(scope.pool(), scope.pool().getStatus(), PoolStatus.of(scope, problem))) {
            return;
        }
        ReplicaConditions before = PoolStatus.conditions(scope);
        problem.filter(_ -> !before.saidFailed())
                .ifPresent(news -> events.warning(scope.pool(), news.reason(), news.message()));
        if (before.saidPaused() != scope.isPaused()) {
            events.normal(
                    scope.pool(),
                    scope.isPaused() ? "SuccessfulPaused" : "SuccessfulResume",
                    scope.isPaused() ? "Pool is paused" : "Pool is unpaused");
        }
    }

    /** The machines go with the pool, or stay if whoever deletes it says so; none is held back. */
    private Outcome end(PoolScope scope) {
        revisions.end(scope.pool());
        scope.owned().stream().filter(PoolScope::isHeld).forEach(machine -> PoolDeparture.release(writer, machine));
        if (scope.hasFinalizer()) {
            writer.whole(scope.pool(), Copies.withoutFinalizer(scope.pool(), KubeVirtNames.POOL_FINALIZER));
        } else {
            // Something else holds the pool, mostly that its machines are to go first.
            report(scope, Optional.empty());
        }
        return new Outcome.Done();
    }
}
