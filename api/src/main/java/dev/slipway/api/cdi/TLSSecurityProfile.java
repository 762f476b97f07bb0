package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code TLSSecurityProfile} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TLSSecurityProfile(
        @Nullable CustomTLSProfile custom,
        @Nullable FixedTLSProfile intermediate,
        @Nullable FixedTLSProfile modern,
        @Nullable FixedTLSProfile old,

        @OneOf({"Old", "Intermediate", "Modern", "Custom"}) @Nullable
        String type,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements TLSSecurityProfileBuilder.With {}
