package dev.slipway.operator.datavolume;

import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.PodState;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.TreeMap;

/** What a claim says of its filling, in CDI's annotations: virtctl and the upload proxy read the state of the Pod there. */
final class ClaimNotes {
    private ClaimNotes() {}

    static Map<String, String> of(DataVolumeScope scope, PersistentVolumeClaim claim, DataVolumeProgress progress) {
        Map<String, String> annotations = new TreeMap<>(Copies.annotations(claim));
        scope.pod().ifPresent(pod -> ofPod(scope, pod, annotations));
        boolean told = scope.pod().isPresent()
                || !progress.reason().isEmpty()
                || annotations.containsKey(DataVolumeNames.RUNNING);
        if (told) {
            annotations.put(DataVolumeNames.RUNNING, Boolean.toString(progress.running()));
            annotations.put(DataVolumeNames.RUNNING + ".reason", progress.reason());
            annotations.put(DataVolumeNames.RUNNING + ".message", progress.message());
        }
        if (scope.cloned().isPresent() && DataVolumeDecision.SUCCEEDED.equals(progress.phase())) {
            annotations.put(DataVolumeNames.CLONE_OF, "true");
        }
        if (DataVolumeDecision.FAILED.equals(progress.phase())) {
            annotations.put(DataVolumeNames.FATAL, "true");
        }
        annotations.put(DataVolumeNames.POD_RESTARTS, Integer.toString(scope.restarts()));
        return annotations;
    }

    private static void ofPod(DataVolumeScope scope, Pod pod, Map<String, String> annotations) {
        PodState state = PodState.of(pod);
        annotations.put(DataVolumeNames.POD_PHASE, state.phase());
        if (scope.isUpload()) {
            annotations.put(DataVolumeNames.UPLOAD_POD, pod.getMetadata().getName());
            annotations.put(DataVolumeNames.POD_READY, Boolean.toString(state.isReady()));
        } else {
            annotations.put(DataVolumeNames.IMPORT_POD, pod.getMetadata().getName());
            annotations.put(DataVolumeNames.POD_SCHEDULABLE, Boolean.toString(state.isSchedulable()));
        }
    }
}
