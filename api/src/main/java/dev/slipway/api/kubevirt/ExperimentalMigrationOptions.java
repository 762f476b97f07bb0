package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ExperimentalMigrationOptions} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExperimentalMigrationOptions(
        @OneOf({"none", "zstd"}) @Nullable String compression,
        @Nullable StallDetectorOptions stallDetector,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ExperimentalMigrationOptionsBuilder.With {}
