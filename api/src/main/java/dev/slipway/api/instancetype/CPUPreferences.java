package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.CPUFeature;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CPUPreferences} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CPUPreferences(
        @Nullable List<CPUFeature> preferredCPUFeatures,
        @Nullable String preferredCPUTopology,
        @Nullable SpreadOptions spreadOptions,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CPUPreferencesBuilder.With {}
