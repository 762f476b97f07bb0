package dev.slipway.api.backup;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.ListMap;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineBackupStatus} of backup.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineBackupStatus(
        @Nullable String checkpointName,
        @ListMap({"type"}) @Nullable List<Condition> conditions,
        @Nullable String endpointCert,
        @Nullable String exportUID,
        @ListAtomic @Nullable List<BackupVolumeInfo> includedVolumes,
        @Nullable String type,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineBackupStatusBuilder.With {}
