package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.ListSet;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineSnapshotStatus} of snapshot.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineSnapshotStatus(
        @ListAtomic @Nullable List<Condition> conditions,
        @DateTime @NullAllowed @Nullable String creationTime,
        @Nullable VolumeError error,
        @ListSet @Nullable List<String> indications,
        @Nullable String phase,
        @Nullable Boolean readyToUse,
        @Nullable SnapshotVolumesLists snapshotVolumes,
        @ListAtomic @Nullable List<SourceIndication> sourceIndications,
        @Nullable String sourceUID,
        @Nullable String virtualMachineSnapshotContentName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineSnapshotStatusBuilder.With {}
