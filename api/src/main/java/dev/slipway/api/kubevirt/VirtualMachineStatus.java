package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Initial;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@NullAllowed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineStatus(
        @Nullable ChangedBlockTrackingStatus changedBlockTracking,
        @Nullable List<VirtualMachineCondition> conditions,
        @Nullable Boolean created,
        @Nullable Long desiredGeneration,
        @Nullable InstancetypeStatusRef instancetypeRef,
        @Nullable VirtualMachineMemoryDumpRequest memoryDumpRequest,
        @Nullable Long observedGeneration,
        @Nullable InstancetypeStatusRef preferenceRef,
        @Initial("\"Stopped\"") @Nullable String printableStatus,
        @Nullable Boolean ready,
        @Nullable String restoreInProgress,
        @Nullable String runStrategy,
        @Nullable String snapshotInProgress,
        @Nullable VirtualMachineStartFailure startFailure,
        @Nullable List<VirtualMachineStateChangeRequest> stateChangeRequests,
        @ListAtomic @Nullable List<VirtualMachineVolumeRequest> volumeRequests,
        @Nullable List<VolumeSnapshotStatus> volumeSnapshotStatuses,
        @Nullable VolumeUpdateState volumeUpdateState,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineStatusBuilder.With {}
