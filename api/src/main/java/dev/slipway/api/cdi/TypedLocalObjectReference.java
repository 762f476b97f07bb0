package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.MapAtomic;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code TypedLocalObjectReference} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@MapAtomic
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TypedLocalObjectReference(
        @Nullable String apiGroup,
        @Required @Nullable String kind,
        @Required @Nullable String name,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements TypedLocalObjectReferenceBuilder.With {}
