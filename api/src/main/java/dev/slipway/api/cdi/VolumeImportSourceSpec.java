package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VolumeImportSourceSpec} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeImportSourceSpec(
        @Nullable List<DataVolumeCheckpoint> checkpoints,
        @Nullable String contentType,
        @Nullable Boolean finalCheckpoint,
        @Nullable Boolean preallocation,
        @Nullable ImportSourceType source,
        @Nullable String targetClaim,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeImportSourceSpecBuilder.With {}
