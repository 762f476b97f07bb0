package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ComponentConfig} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ComponentConfig(
        @Nullable Affinity affinity,
        @Nullable Integer apiServerReplicas,
        @Nullable Integer deploymentReplicas,
        @Nullable Map<String, String> nodeSelector,
        @Nullable List<Toleration> tolerations,
        @Nullable Integer uploadProxyReplicas,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ComponentConfigBuilder.With {}
