package dev.slipway.api.backup;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Rule;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineBackupTrackerSpec} of backup.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@Rule(value = "self == oldSelf", message = "spec is immutable after creation")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineBackupTrackerSpec(
        @Required
        @Rule(value = "has(self.apiGroup) && self.apiGroup == 'kubevirt.io'", message = "apiGroup must be kubevirt.io")
        @Rule(value = "self.kind == 'VirtualMachine'", message = "kind must be VirtualMachine")
        @Rule(value = "self.name != ''", message = "name is required")
        @Nullable
        TypedLocalObjectReference source,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineBackupTrackerSpecBuilder.With {}
