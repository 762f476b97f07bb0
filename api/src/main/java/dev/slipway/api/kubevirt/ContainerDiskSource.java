package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ContainerDiskSource} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerDiskSource(
        @Required @Nullable String image,

        @Nullable String imagePullPolicy,

        @Nullable String imagePullSecret,
        @Nullable String path,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ContainerDiskSourceBuilder.With {}
