package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ManagedFieldsEntry} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ManagedFieldsEntry(
        @Nullable String apiVersion,
        @Nullable String fieldsType,
        @Nullable JsonNode fieldsV1,
        @Nullable String manager,
        @Nullable String operation,
        @Nullable String subresource,
        @Nullable Time time,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ManagedFieldsEntryBuilder.With {}
