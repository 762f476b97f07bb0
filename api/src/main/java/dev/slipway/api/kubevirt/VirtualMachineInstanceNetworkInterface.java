package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceNetworkInterface} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceNetworkInterface(
        @Nullable String infoSource,
        @Nullable String interfaceName,
        @Nullable String ipAddress,
        @Nullable List<String> ipAddresses,
        @Nullable String linkState,
        @Nullable String mac,
        @Nullable String name,
        @Nullable String podInterfaceName,
        @Nullable Integer queueCount,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceNetworkInterfaceBuilder.With {}
