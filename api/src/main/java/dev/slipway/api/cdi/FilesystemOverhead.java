package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Matches;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code FilesystemOverhead} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FilesystemOverhead(
        @Matches("^(0(?:\\.\\d{1,3})?|1)$") @Nullable String global,
        @Matches("^(0(?:\\.\\d{1,3})?|1)$") @Nullable Map<String, String> storageClass,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements FilesystemOverheadBuilder.With {}
