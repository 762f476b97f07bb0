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

/** {@code CDIConfigStatus} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CDIConfigStatus(
        @Nullable ResourceRequirements defaultPodResourceRequirements,
        @Nullable FilesystemOverhead filesystemOverhead,
        @Nullable List<LocalObjectReference> imagePullSecrets,
        @Nullable ImportProxy importProxy,
        @Nullable Boolean preallocation,
        @Nullable String scratchSpaceStorageClass,
        @Nullable String uploadProxyCA,
        @Nullable String uploadProxyURL,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CDIConfigStatusBuilder.With {}
