package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceMigrationState} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceMigrationState(
        @Nullable Boolean abortRequested,
        @Nullable String abortStatus,
        @Nullable Boolean completed,
        @DateTime @Nullable String endTimestamp,
        @Nullable Boolean failed,
        @Nullable String failureReason,
        @Nullable VMIMConfigurationOptions migrationConfiguration,
        @Nullable String migrationNetworkType,
        @Nullable String migrationPolicyName,
        @Nullable String migrationUid,
        @Nullable String mode,
        @Nullable String sourceNode,
        @Nullable String sourcePersistentStatePVCName,
        @Nullable String sourcePod,
        @Nullable VirtualMachineInstanceMigrationSourceState sourceState,
        @DateTime @Nullable String startTimestamp,
        @Nullable String targetAttachmentPodUID,
        @ListAtomic @Nullable List<Integer> targetCPUSet,
        @Nullable Map<String, Integer> targetDirectMigrationNodePorts,
        @Nullable Quantity targetMemoryOverhead,
        @Nullable String targetNode,
        @Nullable String targetNodeAddress,
        @Nullable Boolean targetNodeDomainDetected,
        @DateTime @Nullable String targetNodeDomainReadyTimestamp,
        @Nullable String targetNodeTopology,
        @Nullable String targetPersistentStatePVCName,
        @Nullable String targetPod,
        @Nullable VirtualMachineInstanceMigrationTargetState targetState,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceMigrationStateBuilder.With {}
