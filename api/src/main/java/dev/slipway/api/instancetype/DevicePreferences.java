package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.BlockSize;
import dev.slipway.api.kubevirt.InterfaceMasquerade;
import dev.slipway.api.kubevirt.Rng;
import dev.slipway.api.kubevirt.TPMDevice;
import dev.slipway.api.kubevirt.VGPUOptions;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DevicePreferences} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DevicePreferences(
        @Nullable Boolean preferredAutoattachGraphicsDevice,
        @Nullable Boolean preferredAutoattachInputDevice,
        @Nullable Boolean preferredAutoattachMemBalloon,
        @Nullable Boolean preferredAutoattachPodInterface,
        @Nullable Boolean preferredAutoattachSerialConsole,
        @Nullable Boolean preferredBlockMultiQueue,
        @Nullable String preferredCdromBus,
        @Nullable Boolean preferredDisableHotplug,
        @Nullable BlockSize preferredDiskBlockSize,
        @Nullable String preferredDiskBus,
        @Nullable String preferredDiskCache,
        @Nullable Boolean preferredDiskDedicatedIoThread,
        @Nullable String preferredDiskIO,
        @Nullable String preferredInputBus,
        @Nullable String preferredInputType,
        @Nullable InterfaceMasquerade preferredInterfaceMasquerade,
        @Nullable String preferredInterfaceModel,
        @Nullable String preferredLunBus,
        @Nullable Boolean preferredNetworkInterfaceMultiQueue,
        @Nullable String preferredPanicDeviceModel,
        @Nullable Rng preferredRng,
        @Nullable String preferredSoundModel,
        @Nullable TPMDevice preferredTPM,
        @Nullable Boolean preferredUseVirtioTransitional,
        @Nullable String preferredVideoType,
        @Nullable VGPUOptions preferredVirtualGPUOptions,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DevicePreferencesBuilder.With {}
