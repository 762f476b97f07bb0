package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MemoryStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemoryStatus(
        @Nullable Quantity guestAtBoot,
        @Nullable Quantity guestCurrent,
        @Nullable Quantity guestRequested,
        @Nullable Quantity memoryOverhead,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MemoryStatusBuilder.With {}
