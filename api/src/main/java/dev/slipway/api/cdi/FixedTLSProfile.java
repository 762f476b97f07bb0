package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code OldTLSProfile}, {@code IntermediateTLSProfile} and {@code ModernTLSProfile} of cdi.kubevirt.io/v1beta1: no fields. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FixedTLSProfile(
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown) {}
