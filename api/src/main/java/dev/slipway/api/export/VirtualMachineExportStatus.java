package dev.slipway.api.export;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineExportStatus} of export.kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineExportStatus(
        @ListAtomic @Nullable List<Condition> conditions,
        @Nullable VirtualMachineExportLinks links,
        @Nullable String phase,
        @Nullable String serviceName,
        @Nullable String tokenSecretRef,
        @DateTime @Nullable String ttlExpirationTime,
        @Nullable String virtualMachineName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineExportStatusBuilder.With {}
