package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code InterfaceBindingPlugin} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InterfaceBindingPlugin(
        @Nullable ResourceRequirementsWithoutClaims computeResourceOverhead,
        @Nullable String domainAttachmentType,
        @Nullable String downwardAPI,
        @Nullable InterfaceBindingMigration migration,
        @Nullable String networkAttachmentDefinition,
        @Nullable String sidecarImage,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements InterfaceBindingPluginBuilder.With {}
