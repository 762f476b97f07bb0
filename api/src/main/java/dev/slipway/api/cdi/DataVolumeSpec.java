package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DataVolumeSpec} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataVolumeSpec(
        @Nullable List<DataVolumeCheckpoint> checkpoints,
        @OneOf({"kubevirt", "archive"}) @Nullable String contentType,
        @Nullable Boolean finalCheckpoint,
        @Nullable Boolean preallocation,
        @Nullable String priorityClassName,
        @Nullable PersistentVolumeClaimSpec pvc,
        @Nullable String serviceAccountName,
        @Nullable DataVolumeSource source,
        @Nullable DataVolumeSourceRef sourceRef,
        @Nullable StorageSpec storage,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DataVolumeSpecBuilder.With {}
