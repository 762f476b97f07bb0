package dev.slipway.api.template;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Between;
import dev.slipway.api.mark.Rule;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineTemplateRequestSpec} of template.kubevirt.io/v1beta1, field by field as in the published API. */
@Rule(value = "self == oldSelf", message = "spec is immutable")
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineTemplateRequestSpec(
        @Rule(
                value = "self.all(k, !k.startsWith('template.kubevirt.io/'))",
                message = "labels with the prefix \"template.kubevirt.io/\" are reserved for system use")
        @Nullable
        Map<String, String> templateLabels,

        @Nullable String templateName,
        @Between(least = 0) @Nullable Integer ttlSecondsAfterFinished,
        @Required @Nullable VirtualMachineReference virtualMachineRef,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineTemplateRequestSpecBuilder.With {}
