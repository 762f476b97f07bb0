package dev.slipway.api.pool;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Between;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachinePoolAutohealingStrategy} of pool.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachinePoolAutohealingStrategy(
        @Nullable String minFailingToStartDuration,
        @Between(least = 1) @Nullable Long startUpFailureThreshold,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachinePoolAutohealingStrategyBuilder.With {}
