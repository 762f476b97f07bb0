package dev.slipway.operator.vmi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.pod.FollowedInstance;
import dev.slipway.machine.pod.LauncherPod;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.machine.pod.PodObstacle;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import dev.slipway.operator.reconcile.Settling;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Gives each instance one launcher Pod, hands it to the node-agent of the Pod's node, and ends it. */
public final class VmiReconciler implements Reconciler {
    private static final Duration COPIED_AGAIN = Duration.ofSeconds(2);
    private static final Duration REFUSED_AGAIN = Duration.ofSeconds(30);
    private static final Duration CACHE_LAG = Duration.ofMillis(200);

    /** A Pod that needs longer to run is worth a write of its own. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final Set<String> PHASES_WITHOUT_POD = Set.of("", "Pending");

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstanceEnd ending;
    private final Hotplug hotplug;
    private final InstantSource clock;
    private final Instant begun;
    private final Settling settling = new Settling(SETTLING);
    private final ContextIds contextIds = new ContextIds();
    private static final String SELECTION = "k8s.v1.cni.cncf.io/networks";

    private final String launcherImage;

    /** Makes the reconciler; launcher Pods run this image. */
    public VmiReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            String launcherImage) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.ending = new InstanceEnd(client, writer, events);
        this.hotplug = new Hotplug(caches, writer, events);
        this.clock = clock;
        this.begun = clock.instant();
        this.launcherImage = launcherImage;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<VmiScope> scope = VmiScope.read(caches, key, begun, clock.instant());
        if (scope.isEmpty()) {
            settling.settled(key);
            return new Outcome.Done();
        }
        // The change that was written here leads to the next look.
        return writer.isBehind(scope.get().instance()) ? new Outcome.Done() : look(scope.get());
    }

    private Outcome look(VmiScope scope) {
        PodFacts facts = LauncherFacts.of(
                launcherImage,
                caches.configuration(),
                caches.nodes().getIndexer().list(),
                scope.instance(),
                scope.claims().values());
        if (scope.state().deleting()) {
            return ending.proceed(scope, facts);
        }
        if (scope.state().isFinal() || scope.pod().isPresent()) {
            return finish(scope, carried(scope, scope.pod()), facts);
        }
        return PHASES_WITHOUT_POD.contains(scope.state().phase()) ? begin(scope, facts) : search(scope, facts);
    }

    /** The instance has no Pod and had none: waits for volumes, makes the Pod. */
    private Outcome begin(VmiScope scope, PodFacts facts) {
        VolumeReadiness volumes = VolumeReadiness.of(scope);
        volumes.waitingForUs().forEach(volume -> announce(scope, volume));
        if (volumes.problem().isPresent()) {
            VmiProblem problem = volumes.problem().get();
            if (problem.isError() && isNews(scope, problem)) {
                events.warning(scope.instance(), problem.reason(), problem.message());
            }
            Outcome outcome = finish(scope, waiting(scope, problem), facts);
            // The end of a Pod of somebody else is no news of this instance.
            return problem instanceof VmiProblem.ClaimBeingCopied ? new Outcome.Again(COPIED_AGAIN) : outcome;
        }
        List<String> obstacles = PodObstacle.of(scope.instance().getSpec(), facts);
        if (!obstacles.isEmpty()) {
            return refused(scope, facts, new VmiProblem.NotPermitted(String.join(" ", obstacles)));
        }
        try {
            Optional<Pod> pod = makePod(scope, facts);
            if (pod.isEmpty()) {
                return new Outcome.Again(CACHE_LAG);
            }
            VmiProgress progress = VmiProgress.of(scope.state(), pod, false);
            return finish(scope, new VmiPass(pod, progress, Optional.empty()), facts);
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return refused(scope, facts, new VmiProblem.PodRefused(Refusals.sentence(e)));
        }
    }

    private Outcome refused(VmiScope scope, PodFacts facts, VmiProblem problem) {
        events.warning(scope.instance(), problem.reason(), problem.message());
        finish(scope, waiting(scope, problem), facts);
        return new Outcome.Again(REFUSED_AGAIN);
    }

    private static boolean isNews(VmiScope scope, VmiProblem problem) {
        return !scope.state().has("Synchronized", Condition.FALSE, problem.reason());
    }

    /** Tells the DataVolume that it has a consumer, and where that one may run. */
    private void announce(VmiScope scope, DataVolume volume) {
        String consumer = scope.instance().getMetadata().getName();
        if (consumer.equals(Copies.annotations(volume).get(DataVolumeNames.CONSUMER))) {
            return;
        }
        writer.whole(volume, Copies.withAnnotation(volume, DataVolumeNames.CONSUMER, consumer));
    }

    /** Makes the Pod, or finds it made already. */
    private Optional<Pod> makePod(VmiScope scope, PodFacts facts) {
        VirtualMachineInstance instance = scope.instance();
        if (!isHeld(instance) && !isStillThere(instance)) {
            return Optional.empty();
        }
        makeStateClaim(instance);
        Pod wanted = LauncherPod.of(
                instance,
                LauncherFacts.inNamespace(
                        facts, caches, client, instance.getMetadata().getNamespace()));
        try {
            Pod made = writer.create(wanted);
            events.normal(
                    scope.instance(),
                    "SuccessfulCreate",
                    "Created virtual machine pod " + made.getMetadata().getName());
            return Optional.of(made);
        } catch (KubernetesClientException e) {
            if (!Refusals.isConflict(e)) {
                throw e;
            }
            return storedPod(scope);
        }
    }

    /** An instance with our finalizer goes only once we have let it go, Pod and all, whatever the cache shows meanwhile. */
    private static boolean isHeld(VirtualMachineInstance instance) {
        return instance.getMetadata().getFinalizers().contains(KubeVirtNames.VMI_FINALIZER);
    }

    /** One without it that is gone, or is being deleted, must not get a Pod because a cache is behind. */
    private boolean isStillThere(VirtualMachineInstance instance) {
        return Optional.ofNullable(client.resource(instance).get())
                .filter(stored -> stored.getMetadata().getDeletionTimestamp() == null
                        && instance.getMetadata()
                                .getUid()
                                .equals(stored.getMetadata().getUid()))
                .isPresent();
    }

    /** The claim is there from the first start that needs it, and is found again by the next. */
    private void makeStateClaim(VirtualMachineInstance instance) {
        if (!StateClaim.isNeeded(instance.getSpec())) {
            return;
        }
        Optional<String> storageClass = Optional.ofNullable(
                        caches.configuration().vmStateStorageClass())
                .filter(name -> !name.isEmpty());
        try {
            writer.create(StateClaim.of(instance, storageClass));
        } catch (KubernetesClientException e) {
            if (!Refusals.isConflict(e)) {
                throw e;
            }
        }
    }

    /** The instance had a Pod that the cache does not show: either it is gone, or the cache is behind. */
    private Outcome search(VmiScope scope, PodFacts facts) {
        if (storedPod(scope).isPresent()) {
            return new Outcome.Again(CACHE_LAG);
        }
        VmiProgress progress = VmiProgress.of(scope.state(), Optional.empty(), true);
        return finish(scope, new VmiPass(Optional.empty(), progress, Optional.empty()), facts);
    }

    private Optional<Pod> storedPod(VmiScope scope) {
        return Optional.ofNullable(client.pods()
                .inNamespace(scope.instance().getMetadata().getNamespace())
                .withName(scope.podName())
                .get());
    }

    private static VmiPass carried(VmiScope scope, Optional<Pod> pod) {
        VmiProgress progress = VmiProgress.of(scope.state(), pod, false);
        return new VmiPass(pod, scope.unattended() ? progress.unattended() : progress, pod.flatMap(VmiProgress::stuck));
    }

    private static VmiPass waiting(VmiScope scope, VmiProblem problem) {
        return new VmiPass(
                Optional.empty(), VmiProgress.of(scope.state(), Optional.empty(), false), Optional.of(problem));
    }

    private Outcome finish(VmiScope scope, VmiPass pass, PodFacts facts) {
        VolumeReadiness.hotplugsWaitingForUs(scope).forEach(volume -> announce(scope, volume));
        VirtualMachineInstanceStatus decided = VmiStatus.of(scope, pass, facts);
        VirtualMachineInstanceStatus status = hotplug.proceed(scope, pass.pod(), facts)
                .map(volumes -> decided.withVolumeStatus(volumes.isEmpty() ? null : volumes))
                .orElse(decided);
        VirtualMachineInstance wanted = Copies.of(scope.instance());
        wanted.setStatus(withContextId(scope, status));
        Optional<String> node = Optional.ofNullable(status.nodeName())
                .filter(name -> scope.status().nodeName() == null);
        if (node.isPresent()) {
            wanted = Copies.withLabel(wanted, KubeVirtNames.NODE_NAME, node.get());
        }
        wanted = labelledByImage(wanted, status);
        if (!scope.instance().getMetadata().getFinalizers().contains(KubeVirtNames.VMI_FINALIZER)) {
            wanted = Copies.withFinalizer(wanted, KubeVirtNames.VMI_FINALIZER);
        }
        if (scope.state().phase().isEmpty()) {
            wanted = Copies.withAnnotations(wanted, KubeVirtNames.OBSERVED_VERSIONS);
        }
        VirtualMachineInstance told = wanted;
        // The Pod first: the change of the instance leads to the next look, which should know what was written here.
        pass.pod()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(pod -> follow(scope, told, pod, facts));
        return tell(scope, pass, wanted);
    }

    private Outcome tell(VmiScope scope, VmiPass pass, VirtualMachineInstance wanted) {
        ObjectKey key = ObjectKey.of(scope.instance());
        if (VmiNews.mayWait(scope.instance(), wanted)) {
            Optional<Duration> left = settling.left(key, scope.now());
            if (left.isPresent()) {
                return new Outcome.Again(left.get());
            }
        }
        settling.settled(key);
        if (writer.whole(scope.instance(), wanted)) {
            // The node-agent tells the ends that it sees first.
            pass.progress().reason().ifPresent(reason -> tellEnd(scope, reason));
        }
        return new Outcome.Done();
    }

    private void tellEnd(VmiScope scope, String reason) {
        if (reason.equals(VmiProgress.NODE_UNRESPONSIVE)) {
            events.normal(
                    scope.instance(),
                    reason,
                    "The node-agent on node " + scope.status().nodeName()
                            + " is not responsive, and the launcher's Pod has ended: the instance is marked as failed.");
        } else {
            events.warning(scope.instance(), "Stopped", reason);
        }
    }

    /** A guest whose launcher is not the installation's is known by a label. */
    private VirtualMachineInstance labelledByImage(VirtualMachineInstance wanted, VirtualMachineInstanceStatus status) {
        String image = status.launcherContainerImageVersion();
        boolean outdated =
                image != null && !image.equals(launcherImage) && InstanceState.RUNNING.equals(status.phase());
        boolean labelled = Copies.labels(wanted).containsKey(KubeVirtNames.OUTDATED);
        return outdated == labelled
                ? wanted
                : outdated
                        ? Copies.withLabel(wanted, KubeVirtNames.OUTDATED, "")
                        : Copies.withoutLabel(wanted, KubeVirtNames.OUTDATED);
    }

    /** Each guest with virtio-vsock gets an address that no other guest of the cluster has. */
    private VirtualMachineInstanceStatus withContextId(VmiScope scope, VirtualMachineInstanceStatus status) {
        boolean wanted = Optional.ofNullable(scope.instance().getSpec().domain())
                .map(DomainSpec::devices)
                .map(Devices::autoattachVSOCK)
                .orElse(false);
        if (!wanted || status.VSOCKCID() != null) {
            return status;
        }
        return status.withVSOCKCID(contextIds.of(
                scope.instance().getMetadata().getUid(),
                caches.instances().getIndexer().list()));
    }

    /**
     * What changes of the instance while its guest runs is told to others by its Pod, whoever attaches networks among them; with
     * its readiness, if that changes, in one write.
     */
    private void follow(VmiScope scope, VirtualMachineInstance instance, Pod pod, PodFacts facts) {
        Pod now = followed(scope.state(), instance, pod, facts);
        Optional<ObjectNode> condition = ReadinessGate.missing(instance, pod, scope.now());
        if (condition.isPresent()) {
            writer.condition(pod, now, condition.get());
        } else {
            writer.whole(pod, now);
        }
    }

    private static Pod followed(InstanceState state, VirtualMachineInstance instance, Pod pod, PodFacts facts) {
        Pod now = FollowedInstance.by(pod, instance).orElse(pod);
        Map<String, String> annotations = new TreeMap<>(Copies.annotations(now));
        String asked = LauncherPod.networks(instance, facts).get(SELECTION);
        boolean plugged = !Objects.equals(
                asked, asked == null ? annotations.remove(SELECTION) : annotations.put(SELECTION, asked));
        return plugged && state.phase().equals(InstanceState.RUNNING)
                ? new PodBuilder(now)
                        .editMetadata()
                        .withAnnotations(annotations)
                        .endMetadata()
                        .build()
                : now;
    }
}
