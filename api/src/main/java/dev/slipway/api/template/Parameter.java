package dev.slipway.api.template;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Matches;
import dev.slipway.api.mark.OneOf;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Parameter} of template.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Parameter(
        @Nullable String description,
        @Nullable String displayName,

        @Matches("\\[([a-zA-Z0-9\\-\\\\]+)\\](\\{(\\w+)\\})") @Nullable
        String from,

        @OneOf("expression") @Nullable String generate,
        @Required @Nullable String name,
        @Nullable Boolean required,
        @Nullable String value,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ParameterBuilder.With {}
