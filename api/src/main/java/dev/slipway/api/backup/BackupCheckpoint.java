package dev.slipway.api.backup;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code BackupCheckpoint} of backup.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupCheckpoint(
        @DateTime @Nullable String creationTime,
        @Nullable String name,
        @ListAtomic @Nullable List<BackupVolumeInfo> volumes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements BackupCheckpointBuilder.With {}
