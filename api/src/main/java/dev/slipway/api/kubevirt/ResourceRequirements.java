package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ResourceRequirements} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResourceRequirements(
        @Nullable Map<String, Quantity> limits,
        @Nullable Boolean overcommitGuestOverhead,
        @Nullable Map<String, Quantity> requests,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ResourceRequirementsBuilder.With {}
