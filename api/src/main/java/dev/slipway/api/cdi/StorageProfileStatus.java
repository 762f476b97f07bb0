package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ItemCount;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code StorageProfileStatus} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StorageProfileStatus(
        @ItemCount(most = 8) @Nullable List<ClaimPropertySet> claimPropertySets,
        @Nullable String cloneStrategy,
        @Nullable List<StorageProfileCondition> conditions,
        @Nullable String dataImportCronSourceFormat,
        @Nullable String provisioner,
        @Nullable String snapshotClass,
        @Nullable String storageClass,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements StorageProfileStatusBuilder.With {}
