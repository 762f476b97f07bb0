package dev.slipway.api.plugin;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ItemCount;
import dev.slipway.api.mark.Length;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code NodeHook} of plugin.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NodeHook(
        @Nullable String condition,
        @Nullable String failureStrategy,

        @Required @ListAtomic @ItemCount(least = 1) @Nullable
        List<String> permittedHooks,

        @Required @Length(least = 1) @Nullable String socket,
        @Nullable String timeout,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements NodeHookBuilder.With {}
