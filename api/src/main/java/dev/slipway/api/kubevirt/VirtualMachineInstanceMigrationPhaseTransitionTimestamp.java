package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceMigrationPhaseTransitionTimestamp} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceMigrationPhaseTransitionTimestamp(
        @Nullable String phase,
        @DateTime @Nullable String phaseTransitionTimestamp,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceMigrationPhaseTransitionTimestampBuilder.With {}
