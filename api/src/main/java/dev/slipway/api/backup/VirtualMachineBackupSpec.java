package dev.slipway.api.backup;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import dev.slipway.api.mark.Rule;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineBackupSpec} of backup.kubevirt.io/v1alpha1, field by field as in the published API. */
@RecordBuilder
@Rule(value = "self == oldSelf", message = "spec is immutable after creation")
@Rule(value = "has(self.pvcName) && self.pvcName != \"\"", message = "pvcName is required")
@Rule(
        value = "!has(self.mode) || self.mode != 'Pull' || (has(self.tokenSecretRef) && self.tokenSecretRef != \"\")",
        message = "tokenSecretRef is required when mode is Pull")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineBackupSpec(
        @Nullable Boolean forceFullBackup,
        @OneOf({"Push", "Pull"}) @Nullable String mode,
        @Nullable String pvcName,
        @Nullable Boolean skipQuiesce,

        @Required
        @Rule(value = "has(self.apiGroup)", message = "apiGroup is required")
        @Rule(
                value =
                        "!has(self.apiGroup) || self.apiGroup == 'kubevirt.io' || self.apiGroup == 'backup.kubevirt.io'",
                message = "apiGroup must be kubevirt.io or backup.kubevirt.io")
        @Rule(
                value =
                        "!has(self.apiGroup) || (self.apiGroup == 'kubevirt.io' && self.kind == 'VirtualMachine') || (self.apiGroup == 'backup.kubevirt.io' && self.kind == 'VirtualMachineBackupTracker')",
                message =
                        "kind must be VirtualMachine for kubevirt.io or VirtualMachineBackupTracker for backup.kubevirt.io")
        @Rule(value = "self.name != ''", message = "name is required")
        @Nullable
        TypedLocalObjectReference source,

        @Nullable String tokenSecretRef,
        @Nullable String ttlDuration,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineBackupSpecBuilder.With {}
