package dev.slipway.api.pool;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Between;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachinePoolSpec} of pool.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachinePoolSpec(
        @Nullable VirtualMachinePoolAutohealingStrategy autohealing,
        @Nullable IntOrString maxUnavailable,
        @Nullable VirtualMachinePoolNameGeneration nameGeneration,
        @Nullable Boolean paused,
        @Between(least = 0) @Nullable Integer replicas,
        @Nullable VirtualMachinePoolScaleInStrategy scaleInStrategy,
        @Required @Nullable LabelSelector selector,
        @Nullable VirtualMachinePoolUpdateStrategy updateStrategy,
        @Required @Nullable VirtualMachineTemplateSpec virtualMachineTemplate,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachinePoolSpecBuilder.With {}
