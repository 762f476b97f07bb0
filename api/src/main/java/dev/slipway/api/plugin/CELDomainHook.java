package dev.slipway.api.plugin;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Length;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CELDomainHook} of plugin.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CELDomainHook(
        @Required @Length(least = 1) @Nullable String expression,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CELDomainHookBuilder.With {}
