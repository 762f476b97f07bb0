package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.HotplugVolumeStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.api.kubevirt.VolumeStatusBuilder;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.hotplug.PluggableVolume;
import dev.slipway.machine.pod.AttachmentPod;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.cluster.UsedClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is due for the volumes that come and go: Pods to make and to delete, and the phases of the volumes as far as they
 * are the operator's. The node-agent goes on from {@code AttachedToNode}, and from {@code Detaching}.
 *
 * @param make volumes that need a Pod
 * @param delete Pods that nobody needs any more
 * @param statuses status of all volumes
 */
record HotplugPlan(List<Volume> make, List<Pod> delete, List<VolumeStatus> statuses) {
    private static final String PENDING = "Pending";
    private static final String BOUND = "Bound";
    private static final String ATTACHED = "AttachedToNode";
    private static final String DETACHING = "Detaching";

    /** The node-agent's reason: its message says why a volume could not be plugged in. */
    private static final String FAILED = "HotplugFailed";

    /** Phases in which the guest may have the disk. */
    private static final Set<String> IN_GUEST = Set.of(
            "MountedToPod",
            "Ready",
            DETACHING,
            "MemoryDumpVolumeInProgress",
            "MemoryDumpVolumeCompleted",
            "MemoryDumpVolumeFailed");

    /** Phases that the node-agent has brought about. */
    private static final Set<String> DONE_BY_AGENT = Set.of(
            "MountedToPod",
            "Ready",
            "MemoryDumpVolumeInProgress",
            "MemoryDumpVolumeCompleted",
            "MemoryDumpVolumeFailed");

    static HotplugPlan of(VmiScope scope, List<Pod> attachments) {
        List<Volume> make = new ArrayList<>();
        List<Pod> delete = new ArrayList<>();
        List<VolumeStatus> statuses = new ArrayList<>();
        List<Volume> wanted = Stream.concat(
                        PluggableVolume.of(scope.instance().getSpec()).stream(),
                        PluggableVolume.helpers(scope.instance().getSpec()).stream())
                .toList();
        for (VolumeStatus status : stored(scope.instance())) {
            if (status.hotplugVolume() == null) {
                statuses.add(status);
            } else if (wanted.stream().noneMatch(volume -> isNamed(status, volume))) {
                leaving(status, attachment(attachments, Given.text(status.name())), delete)
                        .ifPresent(statuses::add);
            }
        }
        for (Volume volume : wanted) {
            statuses.add(coming(scope, volume, attachment(attachments, Given.text(volume.name())), make));
        }
        // The node-agent writes them in this order, too: two orders would be written in turn for ever.
        statuses.sort(Comparator.comparing(status -> Given.text(status.name())));
        return new HotplugPlan(make, delete, statuses);
    }

    private static Optional<VolumeStatus> leaving(VolumeStatus status, Optional<Pod> attachment, List<Pod> delete) {
        if (IN_GUEST.contains(Given.text(status.phase()))) {
            return Optional.of(
                    DETACHING.equals(status.phase())
                            ? status
                            : VolumeStatusBuilder.builder(status)
                                    .phase(DETACHING)
                                    .reason("Detaching")
                                    .message("Waiting for the guest to let go of the disk")
                                    .build());
        }
        attachment
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(delete::add);
        return attachment.map(_ -> status);
    }

    private static VolumeStatus coming(VmiScope scope, Volume volume, Optional<Pod> attachment, List<Volume> make) {
        VolumeStatus before = stored(scope.instance()).stream()
                .filter(status -> isNamed(status, volume))
                .findFirst()
                .orElseGet(() -> VolumeStatusBuilder.builder()
                        .name(volume.name())
                        .target("")
                        .build());
        if (attachment
                .filter(holder -> holds(holder) && isWithAgent(before, holder))
                .isPresent()) {
            return before;
        }
        VolumeStatusBuilder status = VolumeStatusBuilder.builder(before)
                .hotplugVolume(attachment
                        .map(pod -> new HotplugVolumeStatus(
                                pod.getMetadata().getName(), pod.getMetadata().getUid(), null))
                        .orElseGet(() -> new HotplugVolumeStatus(null, null, null)));
        if (attachment.isPresent()) {
            return holds(attachment.get())
                    ? said(status, ATTACHED, "SuccessfulAttach", "The volume is on the node of the guest")
                    : waiting(scope, volume, attachment.get(), status);
        }
        Optional<String> problem = VolumeReadiness.hotplugProblem(volume, scope);
        if (problem.isPresent()) {
            return said(status, PENDING, "PVCNotReady", problem.get());
        }
        make.add(volume);
        return said(
                status,
                isBound(scope, volume) ? BOUND : PENDING,
                "MissingAttachmentPod",
                "A Pod that brings the volume to the node is being made");
    }

    /** Returns whether the node-agent has the last word on a volume: what it has brought about, or why it could not. */
    private static boolean isWithAgent(VolumeStatus status, Pod holder) {
        boolean failed = ATTACHED.equals(status.phase())
                && FAILED.equals(status.reason())
                && Optional.ofNullable(status.hotplugVolume())
                        .filter(held -> holder.getMetadata().getUid().equals(held.attachPodUID()))
                        .isPresent();
        return failed || DONE_BY_AGENT.contains(Given.text(status.phase()));
    }

    private static VolumeStatus waiting(VmiScope scope, Volume volume, Pod attachment, VolumeStatusBuilder status) {
        String why = PodState.of(attachment)
                .condition("PodScheduled")
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> ": " + condition.getMessage())
                .orElse("");
        return said(
                status,
                isBound(scope, volume) ? BOUND : PENDING,
                "AttachmentPodPending",
                "Waiting for Pod " + attachment.getMetadata().getName() + why);
    }

    private static VolumeStatus said(VolumeStatusBuilder status, String phase, String reason, String message) {
        return status.phase(phase).reason(reason).message(message).build();
    }

    private static boolean holds(Pod attachment) {
        return attachment.getMetadata().getDeletionTimestamp() == null
                && attachment.getStatus() != null
                && "Running".equals(attachment.getStatus().getPhase());
    }

    private static boolean isBound(VmiScope scope, Volume volume) {
        return UsedClaim.of(volume)
                .map(used -> scope.claims().get(used.name()))
                .filter(UsedClaim::isBound)
                .isPresent();
    }

    private static Optional<Pod> attachment(List<Pod> attachments, String volume) {
        return attachments.stream()
                .filter(pod -> AttachmentPod.isFor(pod, volume))
                .findFirst();
    }

    private static boolean isNamed(VolumeStatus status, Volume volume) {
        return Given.text(volume.name()).equals(status.name());
    }

    private static List<VolumeStatus> stored(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .map(status -> Given.list(status.volumeStatus()))
                .orElse(List.of());
    }
}
