package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DataVolumeTemplateDummyStatus} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@NullAllowed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataVolumeTemplateDummyStatus(
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DataVolumeTemplateDummyStatusBuilder.With {}
