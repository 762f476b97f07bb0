package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code FeatureHyperv} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureHyperv(
        @Nullable FeatureState evmcs,
        @Nullable FeatureState frequencies,
        @Nullable FeatureState ipi,
        @Nullable FeatureState reenlightenment,
        @Nullable FeatureState relaxed,
        @Nullable FeatureState reset,
        @Nullable FeatureState runtime,
        @Nullable FeatureSpinlocks spinlocks,
        @Nullable FeatureState synic,
        @Nullable SyNICTimer synictimer,
        @Nullable TLBFlush tlbflush,
        @Nullable FeatureState vapic,
        @Nullable FeatureVendorID vendorid,
        @Nullable FeatureState vpindex,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements FeatureHypervBuilder.With {}
