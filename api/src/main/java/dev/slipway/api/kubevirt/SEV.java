package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code SEV} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SEV(
        @Nullable SEVAttestation attestation,
        @Nullable String dhCert,
        @Nullable SEVPolicy policy,
        @Nullable String session,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements SEVBuilder.With {}
