package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CDIConfigSpec} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CDIConfigSpec(
        @Nullable Integer dataVolumeTTLSeconds,
        @Nullable List<String> featureGates,
        @Nullable FilesystemOverhead filesystemOverhead,
        @Nullable List<LocalObjectReference> imagePullSecrets,
        @Nullable ImportProxy importProxy,
        @Nullable List<String> insecureRegistries,
        @Nullable Integer logVerbosity,
        @Nullable ResourceRequirements podResourceRequirements,
        @Nullable Boolean preallocation,
        @Nullable String scratchSpaceStorageClass,
        @Nullable TLSSecurityProfile tlsSecurityProfile,
        @Nullable String uploadProxyURLOverride,
        @Nullable String webhookPvcRendering,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CDIConfigSpecBuilder.With {}
