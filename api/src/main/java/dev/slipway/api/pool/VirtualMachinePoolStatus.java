package dev.slipway.api.pool;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachinePoolStatus} of pool.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachinePoolStatus(
        @ListAtomic @Nullable List<VirtualMachinePoolCondition> conditions,
        @Nullable String labelSelector,
        @Nullable Integer readyReplicas,
        @Nullable Integer replicas,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachinePoolStatusBuilder.With {}
