package dev.slipway.api.pool;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.mark.NullAllowed;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineTemplateSpec} of pool.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineTemplateSpec(
        @NullAllowed @Nullable ObjectMeta metadata,
        @Nullable VirtualMachineSpec spec,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineTemplateSpecBuilder.With {}
