package dev.slipway.api.volumesnapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a snapshot is.
 *
 * @param boundVolumeSnapshotContentName what the storage calls it
 * @param creationTime the moment whose content it holds; what is written later is not in it
 * @param error why it is not there yet
 * @param readyToUse whether claims can be made from it
 * @param restoreSize how large a claim must at least be that is made from it
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VolumeSnapshotStatus(
        @Nullable String boundVolumeSnapshotContentName,
        @Nullable String creationTime,
        @Nullable VolumeSnapshotError error,
        @Nullable Boolean readyToUse,
        @Nullable String restoreSize,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VolumeSnapshotStatusBuilder.With {}
