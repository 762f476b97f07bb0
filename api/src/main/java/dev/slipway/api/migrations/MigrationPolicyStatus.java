package dev.slipway.api.migrations;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.NullAllowed;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MigrationPolicyStatus} of migrations.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@NullAllowed
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationPolicyStatus(
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MigrationPolicyStatusBuilder.With {}
