package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.EFI;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code FirmwarePreferences} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FirmwarePreferences(
        @Nullable EFI preferredEfi,
        @Nullable Boolean preferredUseBios,
        @Nullable Boolean preferredUseBiosSerial,
        @Nullable Boolean preferredUseEfi,
        @Nullable Boolean preferredUseSecureBoot,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements FirmwarePreferencesBuilder.With {}
