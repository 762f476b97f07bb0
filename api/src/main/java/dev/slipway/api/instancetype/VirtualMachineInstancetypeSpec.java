package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.DiskIOThreads;
import dev.slipway.api.kubevirt.GPU;
import dev.slipway.api.kubevirt.HostDevice;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstancetypeSpec} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstancetypeSpec(
        @Nullable Map<String, String> annotations,
        @Required @Nullable CPUInstancetype cpu,
        @ListAtomic @Nullable List<GPU> gpus,
        @ListAtomic @Nullable List<HostDevice> hostDevices,
        @Nullable DiskIOThreads ioThreads,
        @Nullable String ioThreadsPolicy,
        @Nullable LaunchSecurity launchSecurity,
        @Required @Nullable MemoryInstancetype memory,
        @Nullable Map<String, String> nodeSelector,
        @Nullable String schedulerName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstancetypeSpecBuilder.With {}
