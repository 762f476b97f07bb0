package dev.slipway.api.migrations;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Selectors} of migrations.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Selectors(
        @Nullable Map<String, String> namespaceSelector,
        @Nullable Map<String, String> virtualMachineInstanceSelector,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements SelectorsBuilder.With {}
