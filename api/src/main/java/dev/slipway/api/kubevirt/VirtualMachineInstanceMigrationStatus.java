package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceMigrationStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@NullAllowed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceMigrationStatus(
        @Nullable List<VirtualMachineInstanceMigrationCondition> conditions,
        @Nullable VirtualMachineInstanceMigrationState migrationState,
        @Nullable String phase,
        @ListAtomic @Nullable List<VirtualMachineInstanceMigrationPhaseTransitionTimestamp> phaseTransitionTimestamps,
        @ListAtomic @Nullable List<String> synchronizationAddresses,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceMigrationStatusBuilder.With {}
