package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ItemCount;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Devices} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Devices(
        @Nullable Boolean autoattachGraphicsDevice,
        @Nullable Boolean autoattachInputDevice,
        @Nullable Boolean autoattachMemBalloon,
        @Nullable Boolean autoattachPodInterface,
        @Nullable Boolean autoattachSerialConsole,
        @Nullable Boolean autoattachVSOCK,
        @Nullable Boolean blockMultiQueue,
        @Nullable ClientPassthroughDevices clientPassthrough,
        @Nullable Boolean disableHotplug,
        @ItemCount(most = 256) @Nullable List<Disk> disks,
        @Nullable DownwardMetrics downwardMetrics,
        @ListAtomic @Nullable List<Filesystem> filesystems,
        @ListAtomic @Nullable List<GPU> gpus,
        @ListAtomic @Nullable List<HostDevice> hostDevices,
        @Nullable List<Input> inputs,
        @ItemCount(most = 256) @Nullable List<Interface> interfaces,
        @Nullable Boolean logSerialConsole,
        @Nullable Boolean networkInterfaceMultiqueue,
        @Nullable List<PanicDevice> panicDevices,
        @Nullable Rng rng,
        @Nullable SoundDevice sound,
        @Nullable TPMDevice tpm,
        @Nullable Boolean useVirtioTransitional,
        @Nullable VideoDevice video,
        @Nullable Watchdog watchdog,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DevicesBuilder.With {}
