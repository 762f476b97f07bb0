package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceBackupStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceBackupStatus(
        @Nullable String backupMsg,
        @Nullable String backupName,
        @Nullable String checkpointName,
        @Nullable Boolean completed,
        @DateTime @Nullable String endTimestamp,
        @Nullable Boolean failed,
        @Nullable String quiesceStatus,
        @DateTime @Nullable String startTimestamp,
        @ListAtomic @Nullable List<BackupVolumeInfo> volumes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceBackupStatusBuilder.With {}
