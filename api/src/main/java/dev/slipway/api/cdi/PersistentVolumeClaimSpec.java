package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code PersistentVolumeClaimSpec} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PersistentVolumeClaimSpec(
        @ListAtomic @Nullable List<String> accessModes,
        @Nullable TypedLocalObjectReference dataSource,
        @Nullable TypedObjectReference dataSourceRef,
        @Nullable VolumeResourceRequirements resources,
        @Nullable LabelSelector selector,
        @Nullable String storageClassName,
        @Nullable String volumeAttributesClassName,
        @Nullable String volumeMode,
        @Nullable String volumeName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements PersistentVolumeClaimSpecBuilder.With {}
