package dev.slipway.api.plugin;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DomainHook} of plugin.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DomainHook(
        @Nullable CELDomainHook cel,
        @Nullable String condition,
        @Nullable String failureStrategy,
        @Nullable SidecarDomainHook sidecar,
        @Nullable String timeout,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DomainHookBuilder.With {}
