package dev.slipway.operator.replicaset;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.replicas.Replica;
import dev.slipway.machine.replicas.ReplicaOrder;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes and deletes instances until a replica set has as many as it asks for. */
public final class ReplicaSetReconciler implements Reconciler {
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);

    /** As KubeVirt: so many at once, the rest in the next look. */
    private static final int BURST = 250;

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public ReplicaSetReconciler(
            KubernetesClient client, Caches caches, ObjectWriter writer, Events events, InstantSource clock) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return ReplicaSetScope.read(caches, key, clock.instant())
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(ReplicaSetScope scope) {
        if (writer.whole(scope.set(), Copies.withAnnotations(scope.set(), KubeVirtNames.OBSERVED_VERSIONS))) {
            // The write comes back as a change, and the next look starts from it.
            return new Outcome.Done();
        }
        if (!scope.isDeleting() && claim(scope)) {
            // The writes come back as changes, and the next look starts from them.
            return new Outcome.Done();
        }
        Optional<ReplicaSetProblem> problem =
                scope.isDeleting() || scope.isPaused() ? Optional.empty() : replicate(scope);
        report(scope, problem);
        return problem.isPresent() ? new Outcome.Again(REFUSED_AGAIN) : new Outcome.Done();
    }

    /** Takes over what carries the labels and belongs to nobody, lets go of what no longer carries them. */
    private boolean claim(ReplicaSetScope scope) {
        List<VirtualMachineInstance> orphans = scope.orphans();
        if (!orphans.isEmpty() && isStillThere(scope)) {
            orphans.forEach(
                    orphan -> writer.whole(orphan, Copies.withController(orphan, Owners.controlling(scope.set()))));
        }
        List<VirtualMachineInstance> strays = scope.strays();
        strays.forEach(stray -> writer.whole(
                stray, Copies.withoutOwner(stray, scope.set().getMetadata().getUid())));
        return !orphans.isEmpty() || !strays.isEmpty();
    }

    /** What a set that is being deleted takes over would be deleted with it. */
    private boolean isStillThere(ReplicaSetScope scope) {
        return Optional.ofNullable(client.resource(scope.set()).get())
                .filter(stored -> stored.getMetadata().getDeletionTimestamp() == null
                        && scope.set()
                                .getMetadata()
                                .getUid()
                                .equals(stored.getMetadata().getUid()))
                .isPresent();
    }

    private Optional<ReplicaSetProblem> replicate(ReplicaSetScope scope) {
        Optional<ReplicaSetProblem> problem = Optional.empty();
        if (count(scope.members()) != scope.wanted()) {
            problem = scale(scope);
        }
        return problem.isPresent() ? problem : clean(scope);
    }

    private static int count(List<VirtualMachineInstance> members) {
        return (int) members.stream().filter(Replica::isActive).count();
    }

    /** Names are drawn, so a cache that is behind would lead to instances too many; the API server knows better. */
    private Optional<ReplicaSetProblem> scale(ReplicaSetScope scope) {
        List<VirtualMachineInstance> members = client
                .resources(VirtualMachineInstance.class)
                .inNamespace(scope.set().getMetadata().getNamespace())
                .withLabelSelector(scope.selector().text())
                .list()
                .getItems()
                .stream()
                .filter(scope::isMember)
                .filter(Replica::isActive)
                .toList();
        int surplus = members.size() - scope.wanted();
        return surplus >= 0
                ? delete(scope, ReplicaOrder.surplus(members, Math.min(surplus, BURST)))
                : create(scope, Math.min(-surplus, BURST));
    }

    private Optional<ReplicaSetProblem> create(ReplicaSetScope scope, int count) {
        for (int made = 0; made < count; made++) {
            try {
                VirtualMachineInstance instance =
                        writer.create(Replica.of(scope.set(), Owners.controlling(scope.set())));
                events.normal(
                        scope.set(),
                        "SuccessfulCreate",
                        "Started the virtual machine by creating the new virtual machine instance "
                                + instance.getMetadata().getName());
            } catch (KubernetesClientException e) {
                return Optional.of(told(scope, new ReplicaSetProblem.InstanceRefused(refusal(e))));
            }
        }
        return Optional.empty();
    }

    private Optional<ReplicaSetProblem> delete(ReplicaSetScope scope, List<VirtualMachineInstance> surplus) {
        return surplus.stream()
                .flatMap(instance ->
                        delete(scope, instance, "Stopped the virtual machine by deleting the virtual machine instance ")
                                .stream())
                .findFirst();
    }

    /** Ended instances make room for fresh ones. */
    private Optional<ReplicaSetProblem> clean(ReplicaSetScope scope) {
        return scope.members().stream()
                .filter(Replica::isSpent)
                .limit(BURST)
                .flatMap(instance -> delete(scope, instance, "Deleted finished virtual machine: ").stream())
                .findFirst();
    }

    private Optional<ReplicaSetProblem> delete(
            ReplicaSetScope scope, VirtualMachineInstance instance, String sentence) {
        String name = instance.getMetadata().getName();
        try {
            writer.delete(instance, Optional.empty());
            events.normal(scope.set(), "SuccessfulDelete", sentence + name);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(told(scope, new ReplicaSetProblem.DeletionRefused(name, refusal(e))));
        }
    }

    /** Anything but a refusal is a failure of the look, which is repeated. */
    private static String refusal(KubernetesClientException cause) {
        if (!Refusals.isRefusal(cause)) {
            throw cause;
        }
        return Refusals.sentence(cause);
    }

    private ReplicaSetProblem told(ReplicaSetScope scope, ReplicaSetProblem problem) {
        events.warning(scope.set(), problem.reason(), problem.message());
        return problem;
    }

    private void report(ReplicaSetScope scope, Optional<ReplicaSetProblem> problem) {
        boolean written = writer.status(scope.set(), scope.set().getStatus(), ReplicaSetStatus.of(scope, problem));
        boolean saidPaused = ReplicaSetStatus.conditions(scope).saidPaused();
        if (written && saidPaused != scope.isPaused()) {
            events.normal(
                    scope.set(),
                    scope.isPaused() ? "SuccessfulPaused" : "SuccessfulResumed",
                    scope.isPaused() ? "Paused" : "Resumed");
        }
    }
}
