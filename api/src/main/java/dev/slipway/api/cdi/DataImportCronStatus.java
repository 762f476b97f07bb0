package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DataImportCronStatus} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataImportCronStatus(
        @Nullable List<DataImportCronCondition> conditions,
        @Nullable List<ImportStatus> currentImports,
        @DateTime @Nullable String lastExecutionTimestamp,
        @DateTime @Nullable String lastImportTimestamp,
        @Nullable DataVolumeSourcePVC lastImportedPVC,
        @Nullable String sourceFormat,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DataImportCronStatusBuilder.With {}
