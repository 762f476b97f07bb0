package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MultusNetwork} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MultusNetwork(
        @JsonProperty("default") @Nullable Boolean default_,
        @Required @Nullable String networkName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MultusNetworkBuilder.With {}
