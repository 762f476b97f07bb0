package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Length;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CustomizeComponentsPatch} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomizeComponentsPatch(
        @Required @Nullable String patch,
        @Required @Length(least = 1) @Nullable String resourceName,
        @Required @Length(least = 1) @Nullable String resourceType,
        @Required @Nullable String type,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CustomizeComponentsPatchBuilder.With {}
