package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.LaunchSecurity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachinePreferenceSpec} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachinePreferenceSpec(
        @Nullable Map<String, String> annotations,
        @Nullable ClockPreferences clock,
        @Nullable CPUPreferences cpu,
        @Nullable DevicePreferences devices,
        @Nullable FeaturePreferences features,
        @Nullable FirmwarePreferences firmware,
        @Nullable MachinePreferences machine,
        @Nullable Long preferSpreadSocketToCoreRatio,
        @Nullable String preferredArchitecture,
        @Nullable LaunchSecurity preferredLaunchSecurity,
        @Nullable String preferredSubdomain,
        @Nullable Long preferredTerminationGracePeriodSeconds,
        @Nullable PreferenceRequirements requirements,
        @Nullable VolumePreferences volumes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachinePreferenceSpecBuilder.With {}
