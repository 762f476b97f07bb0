package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Error} of snapshot.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeError(
        @Nullable String message,
        @DateTime @Nullable String time,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeErrorBuilder.With {}
