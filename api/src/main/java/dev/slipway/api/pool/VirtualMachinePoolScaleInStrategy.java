package dev.slipway.api.pool;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachinePoolScaleInStrategy} of pool.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachinePoolScaleInStrategy(
        @Nullable VirtualMachinePoolOpportunisticScaleInStrategy opportunistic,
        @Nullable VirtualMachinePoolProactiveScaleInStrategy proactive,
        @Nullable VirtualMachinePoolUnmanagedStrategy unmanaged,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachinePoolScaleInStrategyBuilder.With {}
