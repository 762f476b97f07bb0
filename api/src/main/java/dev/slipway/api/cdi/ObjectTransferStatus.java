package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ObjectTransferStatus} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectTransferStatus(
        @Nullable List<ObjectTransferCondition> conditions,
        @Nullable Map<String, String> data,
        @Nullable String phase,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ObjectTransferStatusBuilder.With {}
