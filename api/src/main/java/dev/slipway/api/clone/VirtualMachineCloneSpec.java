package dev.slipway.api.clone;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.OneOf;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineCloneSpec} of clone.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineCloneSpec(
        @ListAtomic @Nullable List<String> annotationFilters,
        @ListAtomic @Nullable List<String> labelFilters,
        @Nullable Map<String, String> newMacAddresses,
        @Nullable String newSMBiosSerial,
        @ListAtomic @Nullable List<String> patches,
        @Required @Nullable TypedLocalObjectReference source,
        @Nullable TypedLocalObjectReference target,
        @Nullable VirtualMachineCloneTemplateFilters template,

        @OneOf({"RandomizeNames", "PrefixTargetName"}) @Nullable
        String volumeNamePolicy,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineCloneSpecBuilder.With {}
