package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CustomTLSProfile} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomTLSProfile(
        @Required @Nullable List<String> ciphers,

        @Required @OneOf({"VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"}) @Nullable
        String minTLSVersion,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CustomTLSProfileBuilder.With {}
