package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeBlankImageBuilder;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeConditionBuilder;
import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSourceBuilder;
import dev.slipway.api.cdi.DataVolumeSourceGCSBuilder;
import dev.slipway.api.cdi.DataVolumeSourceHTTPBuilder;
import dev.slipway.api.cdi.DataVolumeSourceRegistryBuilder;
import dev.slipway.api.cdi.DataVolumeSourceS3Builder;
import dev.slipway.api.cdi.DataVolumeSourceUploadBuilder;
import dev.slipway.api.cdi.DataVolumeSpecBuilder;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.cdi.DataVolumeStatusBuilder;
import dev.slipway.api.cdi.PersistentVolumeClaimSpecBuilder;
import dev.slipway.api.cdi.VolumeResourceRequirementsBuilder;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A claim that asks to be filled by CDI's annotations, without a DataVolume: what {@code virtctl image-upload pvc} makes.
 * Source: CDI v1.66, {@code upload-controller.go} and {@code import-controller.go}.
 */
final class AnnotatedClaim {
    private static final String IMPORT_SECRET = "cdi.kubevirt.io/storage.import.secretName";
    private static final String IMPORT_CERTIFICATES = "cdi.kubevirt.io/storage.import.certConfigMap";

    private AnnotatedClaim() {}

    /**
     * Returns the DataVolume that would have made such a claim; it is never written and has the claim's uid. Nothing if the
     * claim asks for nothing, or if somebody else sees to it.
     */
    static Optional<DataVolume> asVolume(PersistentVolumeClaim claim) {
        Map<String, String> notes = Copies.annotations(claim);
        boolean another = Caches.controller(claim).isPresent()
                || claim.getSpec().getDataSourceRef() != null
                || notes.containsKey(DataVolumeNames.CREATED_FOR)
                || notes.containsKey(DataVolumeNames.POPULATED_FOR);
        return another ? Optional.empty() : source(notes).map(source -> volume(claim, source, notes));
    }

    /** Returns whether the DataVolume only stands for the claim. */
    static boolean standsFor(DataVolume volume, PersistentVolumeClaim claim) {
        return claim.getMetadata() != null
                && volume.getMetadata().getUid().equals(claim.getMetadata().getUid());
    }

    private static DataVolume volume(PersistentVolumeClaim claim, DataVolumeSource source, Map<String, String> notes) {
        DataVolume volume = new DataVolume();
        volume.setMetadata(claim.getMetadata());
        volume.setSpec(DataVolumeSpecBuilder.builder()
                .source(source)
                .contentType(notes.get(DataVolumeNames.CONTENT_TYPE))
                .preallocation(Boolean.valueOf(notes.get(DataVolumeNames.PREALLOCATION)))
                .pvc(PersistentVolumeClaimSpecBuilder.builder()
                        .accessModes(claim.getSpec().getAccessModes())
                        .storageClassName(claim.getSpec().getStorageClassName())
                        .volumeMode(claim.getSpec().getVolumeMode())
                        .resources(VolumeResourceRequirementsBuilder.builder()
                                .requests(claim.getSpec().getResources().getRequests())
                                .build())
                        .build())
                .build());
        volume.setStatus(status(notes));
        return volume;
    }

    private static Optional<DataVolumeSource> source(Map<String, String> notes) {
        if (notes.containsKey(DataVolumeNames.UPLOAD_TARGET)) {
            return Optional.of(DataVolumeSourceBuilder.builder()
                    .upload(DataVolumeSourceUploadBuilder.builder().build())
                    .build());
        }
        String url = notes.getOrDefault(DataVolumeNames.IMPORT_ENDPOINT, "");
        String kind = notes.getOrDefault(DataVolumeNames.IMPORT_SOURCE, url.isEmpty() ? "" : "http");
        return switch (kind) {
            case "http" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .http(DataVolumeSourceHTTPBuilder.builder()
                                .url(url)
                                .secretRef(notes.get(IMPORT_SECRET))
                                .certConfigMap(notes.get(IMPORT_CERTIFICATES))
                                .build())
                        .build());
            case "s3" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .s3(DataVolumeSourceS3Builder.builder()
                                .url(url)
                                .secretRef(notes.get(IMPORT_SECRET))
                                .certConfigMap(notes.get(IMPORT_CERTIFICATES))
                                .build())
                        .build());
            case "gcs" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .gcs(DataVolumeSourceGCSBuilder.builder()
                                .url(url)
                                .secretRef(notes.get(IMPORT_SECRET))
                                .build())
                        .build());
            case "registry" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .registry(DataVolumeSourceRegistryBuilder.builder()
                                .url(url)
                                .secretRef(notes.get(IMPORT_SECRET))
                                .certConfigMap(notes.get(IMPORT_CERTIFICATES))
                                .build())
                        .build());
            case "none" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .blank(DataVolumeBlankImageBuilder.builder().build())
                        .build());
            default -> Optional.empty();
        };
    }

    /** What the claim remembers of its filling, as {@link ClaimNotes} wrote it. */
    private static DataVolumeStatus status(Map<String, String> notes) {
        boolean failed = Boolean.parseBoolean(notes.get(DataVolumeNames.FATAL));
        boolean filled = DataVolumeDecision.SUCCEEDED.equals(notes.get(DataVolumeNames.POD_PHASE));
        return DataVolumeStatusBuilder.builder()
                .phase(failed ? DataVolumeDecision.FAILED : filled ? DataVolumeDecision.SUCCEEDED : null)
                .restartCount(restarts(notes))
                .conditions(List.of(running(notes)))
                .build();
    }

    private static DataVolumeCondition running(Map<String, String> notes) {
        return DataVolumeConditionBuilder.builder()
                .type("Running")
                .status("false")
                .reason(notes.get(DataVolumeNames.RUNNING + ".reason"))
                .message(notes.get(DataVolumeNames.RUNNING + ".message"))
                .build();
    }

    private static int restarts(Map<String, String> notes) {
        try {
            return Integer.parseInt(notes.getOrDefault(DataVolumeNames.POD_RESTARTS, "0"));
        } catch (NumberFormatException _) {
            // Somebody has written it.
            return 0;
        }
    }
}
