package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code KubeVirtStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@NullAllowed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KubeVirtStatus(
        @Nullable List<KubeVirtCondition> conditions,
        @Nullable String defaultArchitecture,
        @ListAtomic @Nullable List<GenerationStatus> generations,
        @Nullable String observedDeploymentConfig,
        @Nullable String observedDeploymentID,
        @Nullable Long observedGeneration,
        @Nullable String observedKubeVirtRegistry,
        @Nullable String observedKubeVirtVersion,
        @Nullable String operatorVersion,
        @Nullable Integer outdatedVirtualMachineInstanceWorkloads,
        @Nullable String phase,
        @ListAtomic @Nullable List<String> synchronizationAddresses,
        @Nullable String targetDeploymentConfig,
        @Nullable String targetDeploymentID,
        @Nullable String targetKubeVirtRegistry,
        @Nullable String targetKubeVirtVersion,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements KubeVirtStatusBuilder.With {}
