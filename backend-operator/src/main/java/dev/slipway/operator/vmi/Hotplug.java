package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.pod.AttachmentPod;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings volumes to the node of a running guest, and takes them away, by Pods that hold them there. */
final class Hotplug {
    private static final Set<String> HANDED_OVER = Set.of("Scheduled", InstanceState.RUNNING);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;

    Hotplug(Caches caches, ObjectWriter writer, Events events) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
    }

    /** Makes and deletes Pods; returns the status of all volumes, or nothing while there is nothing to say. */
    Optional<List<VolumeStatus>> proceed(VmiScope scope, Optional<Pod> launcher, PodFacts facts) {
        boolean runs = launcher.filter(pod -> pod.getSpec().getNodeName() != null
                                && pod.getMetadata().getDeletionTimestamp() == null)
                        .isPresent()
                && HANDED_OVER.contains(scope.state().phase());
        if (!runs) {
            return Optional.empty();
        }
        Pod pod = launcher.orElseThrow();
        HotplugPlan plan = HotplugPlan.of(scope, caches.podsOf(pod.getMetadata().getUid()));
        plan.make().forEach(volume -> make(scope, pod, volume, facts));
        plan.delete().forEach(attachment -> {
            writer.delete(attachment, Optional.empty());
            events.normal(
                    scope.instance(),
                    "SuccessfulDelete",
                    "Deleted attachment pod " + attachment.getMetadata().getName());
        });
        return Optional.of(plan.statuses());
    }

    private void make(VmiScope scope, Pod launcher, Volume volume, PodFacts facts) {
        String claim = UsedClaim.of(volume).map(UsedClaim::name).orElseThrow();
        Pod attachment = AttachmentPod.of(launcher, volume, claim, facts);
        try {
            writer.create(attachment);
            events.normal(
                    scope.instance(),
                    "SuccessfulCreate",
                    "Created attachment pod " + attachment.getMetadata().getName());
        } catch (KubernetesClientException e) {
            if (Refusals.isRefusal(e)) {
                events.warning(scope.instance(), "FailedCreate", Refusals.sentence(e));
            } else if (!Refusals.isConflict(e)) {
                throw e;
            }
        }
    }
}
