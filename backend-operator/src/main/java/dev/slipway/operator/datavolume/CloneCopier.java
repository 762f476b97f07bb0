package dev.slipway.operator.datavolume;

import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;

/** Pods that read a claim to clone it. */
public final class CloneCopier {
    private CloneCopier() {}

    /**
     * Returns the name of the Pod that copies a claim now. One that does not run yet copies nothing, and finds out itself who
     * uses the claim.
     *
     * @param users Pods that have the claim among their volumes
     */
    public static Optional<String> of(List<Pod> users, String claim) {
        return users.stream()
                .filter(pod -> isOfDataVolumes(pod)
                        && "Running".equals(PodState.of(pod).phase())
                        && reads(pod, claim))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .findFirst();
    }

    private static boolean isOfDataVolumes(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels())
                .filter(labels -> DataVolumeNames.APP.equals(labels.get("app")))
                .isPresent();
    }

    /** It writes to the claim that it fills, and reads the one that it copies. */
    private static boolean reads(Pod pod, String claim) {
        return pod.getSpec().getVolumes().stream()
                .map(volume -> volume.getPersistentVolumeClaim())
                .anyMatch(used ->
                        used != null && claim.equals(used.getClaimName()) && Boolean.TRUE.equals(used.getReadOnly()));
    }
}
