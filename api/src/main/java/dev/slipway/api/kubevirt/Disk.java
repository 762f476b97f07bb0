package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Disk} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Disk(
        @Nullable BlockSize blockSize,
        @Nullable Integer bootOrder,
        @Nullable String cache,
        @Nullable CDRomTarget cdrom,
        @Nullable Boolean changedBlockTracking,
        @Nullable Boolean dedicatedIOThread,
        @Nullable DiskTarget disk,
        @Nullable String errorPolicy,
        @Nullable String io,
        @Nullable LunTarget lun,
        @Required @Nullable String name,
        @Nullable String serial,
        @Nullable Boolean shareable,
        @Nullable String tag,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DiskBuilder.With {}
