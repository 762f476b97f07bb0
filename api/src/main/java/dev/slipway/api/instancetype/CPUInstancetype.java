package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.NUMA;
import dev.slipway.api.kubevirt.Realtime;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CPUInstancetype} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CPUInstancetype(
        @Nullable Boolean dedicatedCPUPlacement,
        @Required @Nullable Long guest,
        @Nullable Boolean isolateEmulatorThread,
        @Nullable Long maxSockets,
        @Nullable String model,
        @Nullable NUMA numa,
        @Nullable Realtime realtime,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CPUInstancetypeBuilder.With {}
