package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ImportProxy} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportProxy(
        @JsonProperty("HTTPProxy") @Nullable String httpProxy,
        @JsonProperty("HTTPSProxy") @Nullable String httpsProxy,
        @Nullable String noProxy,
        @Nullable String trustedCAProxy,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ImportProxyBuilder.With {}
