package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CPU} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CPU(
        @Nullable Long cores,
        @Nullable Boolean dedicatedCpuPlacement,
        @Nullable List<CPUFeature> features,
        @Nullable Boolean isolateEmulatorThread,
        @Nullable Long maxSockets,
        @Nullable String model,
        @Nullable NUMA numa,
        @Nullable Realtime realtime,
        @Nullable Long sockets,
        @Nullable Long threads,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CPUBuilder.With {}
