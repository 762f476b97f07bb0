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

/** {@code VirtualMachineInstanceStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@NullAllowed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceStatus(
        @Nullable Long VSOCKCID,
        @Nullable Map<String, String> activePods,
        @Nullable ChangedBlockTrackingStatus changedBlockTracking,
        @Nullable List<VirtualMachineInstanceCondition> conditions,
        @Nullable CPUTopology currentCPUTopology,
        @Nullable String evacuationNodeName,
        @Nullable String fsFreezeStatus,
        @Nullable VirtualMachineInstanceGuestOSInfo guestOSInfo,
        @Nullable List<VirtualMachineInstanceNetworkInterface> interfaces,
        @Nullable KernelBootStatus kernelBootStatus,
        @Nullable String launcherContainerImageVersion,
        @Nullable Machine machine,
        @Nullable MemoryStatus memory,
        @ListAtomic @Nullable List<StorageMigratedVolumeInfo> migratedVolumes,
        @Nullable String migrationMethod,
        @Nullable VirtualMachineInstanceMigrationState migrationState,
        @Nullable String migrationTransport,
        @Nullable String nodeName,
        @Nullable String phase,
        @ListAtomic @Nullable List<VirtualMachineInstancePhaseTransitionTimestamp> phaseTransitionTimestamps,

        @Nullable String qosClass,

        @Nullable String reason,
        @Nullable Long runtimeUser,
        @Nullable String selinuxContext,
        @Nullable TopologyHints topologyHints,
        @Nullable String virtualMachineRevisionName,
        @ListAtomic @Nullable List<VolumeStatus> volumeStatus,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceStatusBuilder.With {}
