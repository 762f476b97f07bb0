package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MediatedDevicesConfiguration} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediatedDevicesConfiguration(
        @Nullable Boolean enabled,
        @ListAtomic @Nullable List<String> mediatedDeviceTypes,
        @ListAtomic @Nullable List<String> mediatedDevicesTypes,
        @ListAtomic @Nullable List<NodeMediatedDeviceTypesConfig> nodeMediatedDeviceTypes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MediatedDevicesConfigurationBuilder.With {}
