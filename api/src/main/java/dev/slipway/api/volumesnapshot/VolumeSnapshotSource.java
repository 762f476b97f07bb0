package dev.slipway.api.volumesnapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a snapshot comes from.
 *
 * @param persistentVolumeClaimName a claim of the same namespace
 * @param volumeSnapshotContentName a snapshot that the storage has already
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshotSource(
        @Nullable String persistentVolumeClaimName,
        @Nullable String volumeSnapshotContentName,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeSnapshotSourceBuilder.With {}
