package dev.slipway.importer.upload;

import dev.slipway.api.cdi.DataVolume;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds through the Kubernetes API where an upload goes. */
final class ClusterUploadTargets implements UploadTargets {
    private static final String TARGET = "cdi.kubevirt.io/storage.upload.target";
    private static final String PRIME = "cdi.kubevirt.io/storage.populator.pvcPrime";
    private static final String PHASE = "cdi.kubevirt.io/storage.pod.phase";
    private static final String UPLOAD_SERVER = "cdi-upload-server";
    private static final String PENDING = "Pending";
    private static final String SUCCEEDED = "Succeeded";
    private static final String FAILED = "Failed";
    private static final String LABEL = "cdi.kubevirt.io";

    private final KubernetesClient client;

    ClusterUploadTargets(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public UploadTarget find(String namespace, String name) {
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (claim == null) {
            return new UploadTarget.Missing();
        }
        if (!isForUpload(claim)) {
            return new UploadTarget.NotForUpload();
        }
        if (SUCCEEDED.equals(annotations(claim.getMetadata()).get(PHASE))) {
            return new UploadTarget.Filled();
        }
        // A claim that names a source is filled by way of a second one.
        String filled = annotations(claim.getMetadata()).getOrDefault(PRIME, name);
        return client.pods().inNamespace(namespace).withLabel(LABEL, UPLOAD_SERVER).list().getItems().stream()
                .filter(pod -> mounts(pod, filled))
                // One that was killed may be there still beside the one that takes its place.
                .min(Comparator.comparing(ClusterUploadTargets::isOver))
                .map(ClusterUploadTargets::of)
                .orElseGet(() -> new UploadTarget.NotReady("the Pod that takes it is not there yet"));
    }

    private boolean isForUpload(PersistentVolumeClaim claim) {
        boolean names = claim.getSpec().getDataSourceRef() != null
                && "VolumeUploadSource"
                        .equals(claim.getSpec().getDataSourceRef().getKind());
        if (names || annotations(claim.getMetadata()).containsKey(TARGET)) {
            return true;
        }
        DataVolume volume = client.resources(DataVolume.class)
                .inNamespace(claim.getMetadata().getNamespace())
                .withName(claim.getMetadata().getName())
                .get();
        return Optional.ofNullable(volume)
                .map(DataVolume::getSpec)
                .map(spec -> spec.source())
                .map(source -> source.upload() != null)
                .orElse(false);
    }

    private static boolean mounts(Pod pod, String claim) {
        return pod.getSpec().getVolumes().stream()
                .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                        && claim.equals(volume.getPersistentVolumeClaim().getClaimName()));
    }

    private static boolean isOver(Pod pod) {
        return phase(pod).equals(FAILED) || pod.getMetadata().getDeletionTimestamp() != null;
    }

    private static String phase(Pod pod) {
        return pod.getStatus() == null
                ? PENDING
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), PENDING);
    }

    private static UploadTarget of(Pod pod) {
        if (isOver(pod)) {
            return new UploadTarget.NotReady("the Pod that took it was ended, and another is on its way");
        }
        boolean ready = pod.getStatus() != null
                && pod.getStatus().getPodIP() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
        if (!ready) {
            String phase = phase(pod);
            return phase.equals(SUCCEEDED)
                    ? new UploadTarget.Filled()
                    : new UploadTarget.NotReady("the Pod that takes it is not ready (" + phase + ")");
        }
        return new UploadTarget.Ready(
                pod.getStatus().getPodIP(),
                UploadTargets.serverName(
                        pod.getMetadata().getName(), pod.getMetadata().getNamespace()));
    }

    private static Map<String, String> annotations(ObjectMeta metadata) {
        return metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
    }
}
