package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListSet;
import dev.slipway.api.mark.OneOf;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code TLSConfiguration} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TLSConfiguration(
        @ListSet @Nullable List<String> ciphers,

        @OneOf({"VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"}) @Nullable
        String minTLSVersion,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements TLSConfigurationBuilder.With {}
