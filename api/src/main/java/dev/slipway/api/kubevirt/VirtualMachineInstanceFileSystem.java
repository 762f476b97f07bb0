package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceFileSystem} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceFileSystem(
        @Nullable List<VirtualMachineInstanceFileSystemDisk> disk,
        @Required @Nullable String diskName,
        @Required @Nullable String fileSystemType,
        @Required @Nullable String mountPoint,
        @Required @Nullable Integer totalBytes,
        @Required @Nullable Integer usedBytes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceFileSystemBuilder.With {}
