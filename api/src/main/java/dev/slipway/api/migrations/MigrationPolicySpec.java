package dev.slipway.api.migrations;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.ExperimentalMigrationOptions;
import dev.slipway.api.mark.Between;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MigrationPolicySpec} of migrations.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationPolicySpec(
        @Nullable Boolean allowAutoConverge,
        @Nullable Boolean allowPostCopy,
        @Nullable Boolean allowWorkloadDisruption,
        @Nullable Quantity bandwidthPerMigration,
        @Nullable Long completionTimeoutPerGiB,
        @Nullable ExperimentalMigrationOptions experimental,
        @Between(least = 1, most = 2000000L) @Nullable Long maxDowntimeMs,
        @Required @Nullable Selectors selectors,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MigrationPolicySpecBuilder.With {}
