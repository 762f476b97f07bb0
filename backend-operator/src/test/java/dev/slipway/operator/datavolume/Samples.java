package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Optional;

/** DataVolumes and what belongs to them, in the states that decisions distinguish. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final FileSystemOverhead OVERHEAD =
            FileSystemOverhead.of(CDIConfigSpecBuilder.builder().build(), Optional.empty());
    static final String HTTP = "{http: {url: 'https://images.test/disk.qcow2'}}";

    private Samples() {}

    /** A DataVolume from HTTP with this claim. */
    static DataVolume volume(String claim) {
        return volume(HTTP, claim);
    }

    static DataVolume volume(String source, String claim) {
        return Serialization.unmarshal("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: root
                  namespace: shop
                  uid: dv-uid
                  annotations: {cdi.kubevirt.io/storage.usePopulator: "false", cdi.kubevirt.io/cloneType: copy}
                spec:
                  source: %s
                  %s
                """.formatted(source, claim), DataVolume.class);
    }

    static DataVolume from(String source) {
        return volume(source, "storage: {resources: {requests: {storage: 1Gi}}}");
    }

    static DataVolume withStatus(DataVolume volume, String status) {
        volume.setStatus(Serialization.unmarshal("---\n" + status, DataVolumeStatus.class));
        return volume;
    }

    static PersistentVolumeClaim claim(String phase, String owner) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata:
                  name: root
                  namespace: shop
                  uid: claim-uid
                  ownerReferences: [{apiVersion: cdi.kubevirt.io/v1beta1, kind: DataVolume, name: root, uid: %s, controller: true}]
                spec: {volumeMode: Filesystem}
                status: {phase: %s}
                """.formatted(owner, phase), PersistentVolumeClaim.class);
    }

    static Pod pod(String phase, String state) {
        return Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: importer-root, namespace: shop, uid: pod-uid}
                spec: {containers: [{name: importer}]}
                status: {phase: %s, containerStatuses: [{name: importer, state: %s}]}
                """.formatted(phase, state), Pod.class);
    }

    static Pod failed(String message, String finished) {
        Pod pod = pod("Failed", "{terminated: {exitCode: 1, finishedAt: '" + finished + "'}}");
        pod.getStatus()
                .getContainerStatuses()
                .getFirst()
                .getState()
                .getTerminated()
                .setMessage(message);
        return pod;
    }

    static StorageClass late() {
        return Serialization.unmarshal(
                "---\n{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: late},"
                        + " provisioner: test, volumeBindingMode: WaitForFirstConsumer}",
                StorageClass.class);
    }

    /** A clone whose source is known. */
    static DataVolumeScope scope(
            DataVolume volume, Optional<PersistentVolumeClaim> claim, Optional<Pod> pod, Optional<CloneSource> source) {
        return new DataVolumeScope(
                volume,
                claim,
                Optional.empty(),
                pod,
                Optional.empty(),
                Origin.of(volume, claim, _ -> Optional.empty()),
                source,
                Optional.empty(),
                Optional.empty(),
                OVERHEAD,
                NOW);
    }

    static DataVolumeScope scope(DataVolume volume, Optional<PersistentVolumeClaim> claim, Optional<Pod> pod) {
        return scope(volume, claim, pod, Optional.empty());
    }
}
