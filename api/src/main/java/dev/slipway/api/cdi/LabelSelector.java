package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.MapAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code LabelSelector} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@MapAtomic
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelSelector(
        @ListAtomic @Nullable List<LabelSelectorRequirement> matchExpressions,
        @Nullable Map<String, String> matchLabels,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements LabelSelectorBuilder.With {}
