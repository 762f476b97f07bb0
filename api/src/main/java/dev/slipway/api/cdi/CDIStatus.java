package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CDIStatus} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CDIStatus(
        @Nullable List<CDICondition> conditions,
        @Nullable String observedVersion,
        @Nullable String operatorVersion,
        @Nullable String phase,
        @Nullable String targetVersion,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CDIStatusBuilder.With {}
