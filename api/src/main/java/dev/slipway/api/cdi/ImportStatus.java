package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ImportStatus} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportStatus(
        @JsonProperty("DataVolumeName") @Required @Nullable String dataVolumeName,
        @JsonProperty("Digest") @Required @Nullable String digest,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ImportStatusBuilder.With {}
