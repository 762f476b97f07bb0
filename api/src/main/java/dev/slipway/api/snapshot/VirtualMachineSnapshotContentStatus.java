package dev.slipway.api.snapshot;

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

/** {@code VirtualMachineSnapshotContentStatus} of snapshot.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineSnapshotContentStatus(
        @DateTime @NullAllowed @Nullable String creationTime,
        @Nullable VolumeError error,
        @Nullable Boolean readyToUse,
        @ListAtomic @Nullable List<VolumeSnapshotStatus> volumeSnapshotStatus,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineSnapshotContentStatusBuilder.With {}
