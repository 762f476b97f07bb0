package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Volume} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Volume(
        @Nullable CloudInitConfigDriveSource cloudInitConfigDrive,
        @Nullable CloudInitNoCloudSource cloudInitNoCloud,
        @Nullable ConfigMapVolumeSource configMap,
        @Nullable ContainerDiskSource containerDisk,
        @Nullable ContainerPathVolumeSource containerPath,
        @Nullable DataVolumeSource dataVolume,
        @Nullable DownwardAPIVolumeSource downwardAPI,
        @Nullable DownwardMetricsVolumeSource downwardMetrics,
        @Nullable EmptyDiskSource emptyDisk,
        @Nullable EphemeralVolumeSource ephemeral,
        @Nullable HostDisk hostDisk,
        @Nullable MemoryDumpVolumeSource memoryDump,
        @Required @Nullable String name,
        @Nullable PersistentVolumeClaimVolumeSource persistentVolumeClaim,
        @Nullable SecretVolumeSource secret,
        @Nullable ServiceAccountVolumeSource serviceAccount,
        @Nullable SysprepSource sysprep,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeBuilder.With {}
