package dev.slipway.api.backup;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code BackupVolumeInfo} of backup.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupVolumeInfo(
        @Nullable String dataEndpoint,
        @Required @Nullable String diskTarget,
        @Nullable String mapEndpoint,
        @Required @Nullable String volumeName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements BackupVolumeInfoBuilder.With {}
