package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.pod.LauncherPod;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.Outcome;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends an instance that is being deleted: its Pods first, and only when they are gone its name becomes free. */
final class InstanceEnd {
    // Never 0: the API server would forget the Pod at once, and the guest could run twice.
    private static final long FORCED_GRACE = 1;
    private static final Duration CACHE_LAG = Duration.ofMillis(200);

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Events events;

    InstanceEnd(KubernetesClient client, ObjectWriter writer, Events events) {
        this.client = client;
        this.writer = writer;
        this.events = events;
    }

    Outcome proceed(VmiScope scope, PodFacts facts) {
        if (!scope.instance().getMetadata().getFinalizers().contains(KubeVirtNames.VMI_FINALIZER)) {
            return letGoOfMachine(scope);
        }
        if (!scope.pods().isEmpty()) {
            scope.pods().forEach(pod -> end(scope, pod));
            report(scope, facts);
            return new Outcome.Done();
        }
        // The name becomes free with the finalizer, so a cache is not enough.
        if (!storedPods(scope).isEmpty()) {
            return new Outcome.Again(CACHE_LAG);
        }
        VirtualMachineInstance wanted = Copies.withoutFinalizer(scope.instance(), KubeVirtNames.VMI_FINALIZER);
        if (!scope.hasMachine()) {
            wanted = Copies.withoutFinalizer(wanted, KubeVirtNames.VM_FINALIZER);
        }
        String phase = scope.state().isFinal() ? scope.state().phase() : InstanceState.SUCCEEDED;
        wanted.setStatus(VmiStatus.of(
                scope,
                new VmiPass(Optional.empty(), new VmiProgress(phase, Optional.empty()), Optional.empty()),
                facts));
        writer.whole(scope.instance(), wanted);
        return new Outcome.Done();
    }

    /** The virtual machine takes its finalizer off itself, unless there is none any more. */
    private Outcome letGoOfMachine(VmiScope scope) {
        if (!scope.hasMachine()) {
            writer.whole(scope.instance(), Copies.withoutFinalizer(scope.instance(), KubeVirtNames.VM_FINALIZER));
        }
        return new Outcome.Done();
    }

    private void end(VmiScope scope, Pod pod) {
        long grace = LauncherPod.guestGrace(scope.instance().getSpec()) <= 0
                ? FORCED_GRACE
                : LauncherPod.podGrace(scope.instance().getSpec());
        boolean told = pod.getMetadata().getDeletionTimestamp() != null;
        Long given = pod.getMetadata().getDeletionGracePeriodSeconds();
        if (!told || (given != null && given > grace)) {
            writer.delete(pod, Optional.of(grace));
            if (!told) {
                events.normal(
                        scope.instance(),
                        "SuccessfulDelete",
                        "Deleted virtual machine pod " + pod.getMetadata().getName());
            }
        }
    }

    private void report(VmiScope scope, PodFacts facts) {
        Optional<Pod> pod = scope.pod();
        VirtualMachineInstance wanted = Copies.of(scope.instance());
        wanted.setStatus(VmiStatus.of(
                scope,
                new VmiPass(
                        pod,
                        // What ends because it was asked to has not failed.
                        new VmiProgress(scope.state().phase(), Optional.empty()),
                        Optional.empty()),
                facts));
        writer.whole(scope.instance(), wanted);
    }

    private List<Pod> storedPods(VmiScope scope) {
        return client.pods()
                .inNamespace(scope.instance().getMetadata().getNamespace())
                .withLabel(KubeVirtNames.CREATED_BY, scope.state().uid())
                .list()
                .getItems();
    }
}
