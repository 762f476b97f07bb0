package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code TransferSource} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferSource(
        @Nullable String apiVersion,
        @Required @Nullable String kind,
        @Required @Nullable String name,
        @Required @Nullable String namespace,
        @Nullable Map<String, String> requiredAnnotations,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements TransferSourceBuilder.With {}
