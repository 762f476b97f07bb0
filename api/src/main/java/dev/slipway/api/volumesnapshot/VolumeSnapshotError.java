package dev.slipway.api.volumesnapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a snapshot is not there.
 *
 * @param message one sentence
 * @param time when it was noticed
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshotError(
        @Nullable String message,
        @Nullable String time,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeSnapshotErrorBuilder.With {}
