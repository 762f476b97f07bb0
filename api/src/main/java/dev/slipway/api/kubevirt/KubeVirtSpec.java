package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code KubeVirtSpec} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KubeVirtSpec(
        @Nullable KubeVirtCertificateRotateStrategy certificateRotateStrategy,
        @Nullable KubeVirtConfiguration configuration,
        @Nullable CustomizeComponents customizeComponents,

        @Nullable String imagePullPolicy,

        @ListAtomic @Nullable List<LocalObjectReference> imagePullSecrets,
        @Nullable String imageRegistry,
        @Nullable String imageTag,
        @Nullable ComponentConfig infra,
        @Nullable String monitorAccount,
        @Nullable String monitorNamespace,
        @Nullable String productComponent,
        @Nullable String productName,
        @Nullable String productVersion,
        @Nullable String serviceMonitorNamespace,
        @Nullable String synchronizationPort,
        @Nullable String uninstallStrategy,
        @Nullable KubeVirtWorkloadUpdateStrategy workloadUpdateStrategy,
        @Nullable ComponentConfig workloads,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements KubeVirtSpecBuilder.With {}
