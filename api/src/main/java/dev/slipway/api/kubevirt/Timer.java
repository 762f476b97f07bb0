package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Timer} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timer(
        @Nullable HPETTimer hpet,
        @Nullable HypervTimer hyperv,
        @Nullable KVMTimer kvm,
        @Nullable PITTimer pit,
        @Nullable RTCTimer rtc,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements TimerBuilder.With {}
