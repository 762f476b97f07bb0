package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.names.KubeVirtNames;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Pod that brings one claim to the node of a running launcher Pod, whose own volumes cannot change. It does nothing
 * but hold the claim: the kubelet mounts it, the node-agent hands it on.
 */
public final class AttachmentPod {
    /** Value of the label {@code kubevirt.io} of these Pods. */
    public static final String APP = KubeVirtNames.HOTPLUG;

    /** Label: the volume in {@code spec.volumes} of the instance. */
    public static final String VOLUME = "slipway.dev/hotplug-volume";

    /** Where its only container, named {@link #APP}, has the claim. */
    public static final String HELD = "/held";

    /** What that container runs. */
    public static final String PROGRAM = "/usr/bin/sleep";

    private static final List<String> TROUBLES =
            List.of("unschedulable", "network-unavailable", "disk-pressure", "memory-pressure", "pid-pressure");

    private AttachmentPod() {}

    /**
     * Returns the Pod to create.
     *
     * @param launcher the launcher Pod, scheduled
     * @param volume the volume of the instance
     * @param claim name of the claim behind it
     */
    public static Pod of(Pod launcher, Volume volume, String claim, PodFacts facts) {
        boolean block = facts.blockClaims().contains(claim);
        String name = String.valueOf(volume.name());
        ContainerBuilder holder = new ContainerBuilder()
                .withName(APP)
                .withImage(facts.launcherImage())
                .withImagePullPolicy(facts.imagePullPolicy())
                .withCommand(PROGRAM, "infinity")
                .withResources(new SupportResources(facts).of(SupportResources.HOTPLUG_DISK, false))
                .withSecurityContext(Restricted.container());
        if (block) {
            holder.addNewVolumeDevice(HELD, name);
        } else {
            holder.addNewVolumeMount().withName(name).withMountPath(HELD).endVolumeMount();
        }
        return new PodBuilder()
                .withNewMetadata()
                .withName(name(launcher, name, claim))
                .withNamespace(launcher.getMetadata().getNamespace())
                .withLabels(Map.of(KubeVirtNames.APP, APP, VOLUME, LauncherNames.labelValue(name)))
                .addToOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Pod")
                        .withName(launcher.getMetadata().getName())
                        .withUid(launcher.getMetadata().getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(1L)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                // The scheduler must see the Pod, so that a claim that waits for its first consumer is bound.
                .withNewAffinity()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addNewMatchField()
                .withKey("metadata.name")
                .withOperator("In")
                .withValues(
                        Optional.ofNullable(launcher.getSpec().getNodeName()).orElse(""))
                .endMatchField()
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .endAffinity()
                .withTolerations(tolerations(launcher))
                .withSecurityContext(launcher.getSpec().getSecurityContext())
                .withContainers(holder.build())
                .addNewVolume()
                .withName(name)
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec()
                .build();
    }

    /** It goes where the launcher is, whatever has happened to the node since. Source: KubeVirt v1.9.0, {@code hotplugPodTolerations}. */
    private static List<Toleration> tolerations(Pod launcher) {
        Stream<Toleration> ofNode = TROUBLES.stream()
                .map(trouble -> new TolerationBuilder()
                        .withKey("node.kubernetes.io/" + trouble)
                        .withOperator("Exists")
                        .withEffect("NoSchedule")
                        .build());
        return Stream.concat(ofNode, launcher.getSpec().getTolerations().stream())
                .distinct()
                .toList();
    }

    /** It follows from launcher, volume and claim, so that a controller that has forgotten it does not make a second. */
    private static String name(Pod launcher, String volume, String claim) {
        return "hp-volume-"
                + LauncherNames.suffix(launcher.getMetadata().getUid() + "/" + volume + "/" + claim)
                + LauncherNames.suffix(volume + "/" + claim);
    }

    /** Returns whether a Pod is one of these for this volume. */
    public static boolean isFor(Pod pod, String volume) {
        Map<String, String> labels =
                Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
        return APP.equals(labels.get(KubeVirtNames.APP))
                && LauncherNames.labelValue(volume).equals(labels.get(VOLUME));
    }
}
