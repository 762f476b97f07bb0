package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VolumeStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeStatus(
        @Nullable ContainerDiskInfo containerDiskVolume,
        @Nullable HotplugVolumeStatus hotplugVolume,
        @Nullable DomainMemoryDumpInfo memoryDumpVolume,
        @Nullable String message,
        @Required @Nullable String name,
        @Nullable PersistentVolumeClaimInfo persistentVolumeClaimInfo,
        @Nullable String phase,
        @Nullable String reason,
        @Nullable Long size,
        @Required @Nullable String target,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeStatusBuilder.With {}
