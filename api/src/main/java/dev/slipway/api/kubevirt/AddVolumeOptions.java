package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code AddVolumeOptions} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AddVolumeOptions(
        @Required @Nullable Disk disk,
        @ListAtomic @Nullable List<String> dryRun,
        @Required @Nullable String name,
        @Required @Nullable HotplugVolumeSource volumeSource,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements AddVolumeOptionsBuilder.With {}
