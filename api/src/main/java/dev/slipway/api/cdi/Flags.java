package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Flags} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Flags(
        @Nullable Map<String, String> api,
        @Nullable Map<String, String> controller,
        @Nullable Map<String, String> uploadProxy,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements FlagsBuilder.With {}
