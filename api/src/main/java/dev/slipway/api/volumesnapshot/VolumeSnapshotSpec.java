package dev.slipway.api.volumesnapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which claim a snapshot is of.
 *
 * @param source the claim
 * @param volumeSnapshotClassName how it is made; absent for the driver's default class
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshotSpec(
        @Nullable VolumeSnapshotSource source,
        @Nullable String volumeSnapshotClassName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeSnapshotSpecBuilder.With {}
