package dev.slipway.api.plugin;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code PluginSpec} of plugin.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PluginSpec(
        @Nullable String condition,
        @ListAtomic @Nullable List<DomainHook> domainHooks,
        @Nullable String failureStrategy,
        @ListAtomic @Nullable List<AdmissionReference> mutatingAdmissionPolicies,
        @ListAtomic @Nullable List<AdmissionReference> mutatingAdmissionWebhooks,
        @ListAtomic @Nullable List<NodeHook> nodeHooks,
        @ListAtomic @Nullable List<AdmissionReference> validatingAdmissionPolicies,
        @ListAtomic @Nullable List<AdmissionReference> validatingAdmissionWebhooks,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements PluginSpecBuilder.With {}
