package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code PortRange} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PortRange(
        @Required @Nullable Integer end,
        @Required @Nullable String protocol,
        @Required @Nullable Integer start,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements PortRangeBuilder.With {}
