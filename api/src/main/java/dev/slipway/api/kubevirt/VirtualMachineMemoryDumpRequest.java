package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineMemoryDumpRequest} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineMemoryDumpRequest(
        @Required @Nullable String claimName,
        @DateTime @Nullable String endTimestamp,
        @Nullable String fileName,
        @Nullable String message,
        @Required @Nullable String phase,
        @Nullable Boolean remove,
        @DateTime @Nullable String startTimestamp,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineMemoryDumpRequestBuilder.With {}
