package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Between;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MigrationConfiguration} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationConfiguration(
        @Nullable Boolean allowAutoConverge,
        @Nullable Boolean allowPostCopy,
        @Nullable Boolean allowWorkloadDisruption,
        @Nullable Quantity bandwidthPerMigration,
        @Nullable Long completionTimeoutPerGiB,
        @Nullable Boolean disableTLS,
        @Nullable Boolean matchSELinuxLevelOnMigration,
        @Between(least = 1, most = 2_000_000) @Nullable Long maxDowntimeMs,
        @Nullable String network,
        @Nullable String nodeDrainTaintKey,
        @Nullable Long parallelMigrationsPerCluster,
        @Nullable Long parallelOutboundMigrationsPerNode,
        @Nullable Long progressTimeout,
        @Nullable Boolean unsafeMigrationOverride,
        @Nullable Long utilityVolumesTimeout,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MigrationConfigurationBuilder.With {}
