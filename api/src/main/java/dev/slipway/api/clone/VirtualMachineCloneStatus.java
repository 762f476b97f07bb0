package dev.slipway.api.clone;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineCloneStatus} of clone.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineCloneStatus(
        @ListAtomic @Nullable List<Condition> conditions,
        @DateTime @NullAllowed @Nullable String creationTime,
        @Nullable String phase,
        @NullAllowed @Nullable String restoreName,
        @NullAllowed @Nullable String snapshotName,
        @NullAllowed @Nullable String targetName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineCloneStatusBuilder.With {}
