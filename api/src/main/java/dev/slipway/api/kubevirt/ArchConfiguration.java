package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ArchConfiguration} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ArchConfiguration(
        @Nullable ArchSpecificConfiguration amd64,
        @Nullable ArchSpecificConfiguration arm64,
        @Nullable String defaultArchitecture,
        @Nullable ArchSpecificConfiguration ppc64le,
        @Nullable ArchSpecificConfiguration s390x,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ArchConfigurationBuilder.With {}
