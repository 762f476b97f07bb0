package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Between;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DeveloperConfiguration} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeveloperConfiguration(
        @Nullable Boolean clusterProfiler,
        @Nullable Integer cpuAllocationRatio,
        @ListAtomic @Nullable List<String> disabledFeatureGates,
        @Nullable DiskVerification diskVerification,
        @ListAtomic @Nullable List<String> featureGates,
        @Nullable LogVerbosity logVerbosity,
        @Between(least = 10) @Nullable Integer memoryOvercommit,
        @Nullable Long minimumClusterTSCFrequency,
        @Nullable Long minimumReservePVCBytes,
        @Nullable Map<String, String> nodeSelectors,
        @Nullable Integer pvcTolerateLessSpaceUpToPercent,
        @Nullable Boolean useEmulation,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DeveloperConfigurationBuilder.With {}
