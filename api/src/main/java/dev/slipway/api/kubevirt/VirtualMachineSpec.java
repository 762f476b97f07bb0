package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineSpec} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineSpec(
        @Nullable List<DataVolumeTemplateSpec> dataVolumeTemplates,
        @Nullable InstancetypeMatcher instancetype,
        @Nullable PreferenceMatcher preference,
        @Nullable String runStrategy,
        @Nullable Boolean running,
        @Required @Nullable VirtualMachineInstanceTemplateSpec template,
        @Nullable String updateVolumesStrategy,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineSpecBuilder.With {}
