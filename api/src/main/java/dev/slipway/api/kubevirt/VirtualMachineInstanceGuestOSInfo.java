package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceGuestOSInfo} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceGuestOSInfo(
        @Nullable String id,
        @Nullable String kernelRelease,
        @Nullable String kernelVersion,
        @Nullable String machine,
        @Nullable String name,
        @Nullable String prettyName,
        @Nullable String version,
        @Nullable String versionId,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceGuestOSInfoBuilder.With {}
