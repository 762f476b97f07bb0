package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.FeatureAPIC;
import dev.slipway.api.kubevirt.FeatureHyperv;
import dev.slipway.api.kubevirt.FeatureKVM;
import dev.slipway.api.kubevirt.FeatureState;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code FeaturePreferences} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeaturePreferences(
        @Nullable FeatureState preferredAcpi,
        @Nullable FeatureAPIC preferredApic,
        @Nullable FeatureHyperv preferredHyperv,
        @Nullable FeatureKVM preferredKvm,
        @Nullable FeatureState preferredPvspinlock,
        @Nullable FeatureState preferredSmm,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements FeaturePreferencesBuilder.With {}
