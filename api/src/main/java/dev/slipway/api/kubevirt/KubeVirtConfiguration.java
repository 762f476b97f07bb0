package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ItemCount;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.ListMap;
import dev.slipway.api.mark.NullAllowed;
import dev.slipway.api.mark.OneOf;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code KubeVirtConfiguration} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KubeVirtConfiguration(
        @Nullable String additionalGuestMemoryOverheadRatio,
        @Nullable ReloadableComponentConfiguration apiConfiguration,
        @Nullable ArchConfiguration architectureConfiguration,
        @Nullable LabelSelector autoCPULimitNamespaceLabelSelector,
        @NullAllowed @Nullable ChangedBlockTrackingSelectors changedBlockTrackingLabelSelectors,
        @NullAllowed @Nullable CommonInstancetypesDeployment commonInstancetypesDeployment,
        @NullAllowed @Nullable ConfidentialComputeConfiguration confidentialCompute,
        @Nullable ReloadableComponentConfiguration controllerConfiguration,
        @Nullable String cpuModel,
        @Nullable Quantity cpuRequest,
        @Nullable String defaultRuntimeClass,
        @Nullable DeveloperConfiguration developerConfiguration,
        @Nullable List<String> emulatedMachines,
        @Nullable String evictionStrategy,
        @Nullable ReloadableComponentConfiguration handlerConfiguration,
        @ListAtomic @ItemCount(most = 1) @Nullable List<HypervisorConfiguration> hypervisors,

        @Nullable String imagePullPolicy,

        @NullAllowed @Nullable InstancetypeConfiguration instancetype,
        @Nullable KSMConfiguration ksmConfiguration,
        @Nullable LiveUpdateConfiguration liveUpdateConfiguration,
        @Nullable String machineType,
        @Nullable MediatedDevicesConfiguration mediatedDevicesConfiguration,
        @Nullable Long memBalloonStatsPeriod,
        @Nullable MigrationConfiguration migrations,
        @Nullable String minCPUModel,
        @Nullable NetworkConfiguration network,
        @Nullable Map<String, Boolean> obsoleteCPUModels,
        @Nullable String ovmfPath,
        @Nullable PermittedHostDevices permittedHostDevices,
        @NullAllowed @Nullable PersistentReservationConfiguration persistentReservationConfiguration,
        @OneOf({"AggregateToDefault", "Manual"}) @Nullable String roleAggregationStrategy,
        @Nullable SeccompConfiguration seccompConfiguration,
        @Nullable String selinuxLauncherType,
        @Nullable SMBiosConfiguration smbios,
        @ListMap({"type"}) @Nullable List<SupportContainerResources> supportContainerResources,
        @Nullable List<String> supportedGuestAgentVersions,
        @Nullable TLSConfiguration tlsConfiguration,
        @NullAllowed @Nullable VirtTemplateDeployment virtTemplateDeployment,
        @Nullable Integer virtualMachineInstancesPerNode,
        @Nullable VirtualMachineOptions virtualMachineOptions,

        @OneOf({"Stage", "LiveUpdate"}) @NullAllowed @Nullable
        String vmRolloutStrategy,

        @Nullable String vmStateStorageClass,
        @Nullable ReloadableComponentConfiguration webhookConfiguration,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements KubeVirtConfigurationBuilder.With {}
