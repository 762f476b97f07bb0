package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CloudInitNoCloudSource} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudInitNoCloudSource(
        @Nullable String networkData,
        @Nullable String networkDataBase64,
        @Nullable LocalObjectReference networkDataSecretRef,
        @Nullable LocalObjectReference secretRef,
        @Nullable String userData,
        @Nullable String userDataBase64,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CloudInitNoCloudSourceBuilder.With {}
