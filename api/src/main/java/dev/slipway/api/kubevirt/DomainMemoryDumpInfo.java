package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DomainMemoryDumpInfo} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DomainMemoryDumpInfo(
        @Nullable String claimName,
        @DateTime @Nullable String endTimestamp,
        @DateTime @Nullable String startTimestamp,
        @Nullable String targetFileName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DomainMemoryDumpInfoBuilder.With {}
