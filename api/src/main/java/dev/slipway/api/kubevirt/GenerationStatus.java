package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GenerationStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationStatus(
        @Required @Nullable String group,
        @Nullable String hash,
        @Required @Nullable Long lastGeneration,
        @Required @Nullable String name,
        @Nullable String namespace,
        @Required @Nullable String resource,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements GenerationStatusBuilder.With {}
