package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Between;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code StallDetectorOptions} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StallDetectorOptions(
        @Nullable String completionTimeoutFactor,
        @Nullable String ewmaAlpha,
        @Nullable String patienceWindowDecayFactor,
        @Nullable String precopyPossibleFactor,
        @Nullable Boolean searchLocalMinima,
        @Between(least = 0, most = 100) @Nullable Long stallMargin,
        @Nullable Long stallProgressTimeout,
        @Nullable Long switchoverTimeout,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements StallDetectorOptionsBuilder.With {}
