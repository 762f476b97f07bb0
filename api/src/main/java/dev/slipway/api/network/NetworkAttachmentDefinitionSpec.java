package dev.slipway.api.network;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a NetworkAttachmentDefinition holds.
 *
 * @param config a CNI configuration (list) as JSON text; absent if the node has one of the definition's name
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkAttachmentDefinitionSpec(
        @Nullable String config,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements NetworkAttachmentDefinitionSpecBuilder.With {}
