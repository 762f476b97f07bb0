package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DomainSpec} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DomainSpec(
        @Nullable Chassis chassis,
        @Nullable Clock clock,
        @Nullable CPU cpu,
        @Required @Nullable Devices devices,
        @Nullable Features features,
        @Nullable Firmware firmware,
        @Nullable DiskIOThreads ioThreads,
        @Nullable String ioThreadsPolicy,
        @Nullable LaunchSecurity launchSecurity,
        @Nullable Machine machine,
        @Nullable Memory memory,
        @OneOf({"Reboot", "Terminate"}) @Nullable String rebootPolicy,
        @Nullable ResourceRequirements resources,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DomainSpecBuilder.With {}
