package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code PersistentVolumeClaimInfo} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PersistentVolumeClaimInfo(
        @ListAtomic @Nullable List<String> accessModes,

        @Nullable Map<String, Quantity> capacity,
        @Nullable String claimName,
        @Nullable String filesystemOverhead,
        @Nullable Boolean preallocated,
        @Nullable Map<String, Quantity> requests,

        @Nullable String volumeMode,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements PersistentVolumeClaimInfoBuilder.With {}
