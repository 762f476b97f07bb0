package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListSet;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code SnapshotVolumesLists} of snapshot.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SnapshotVolumesLists(
        @ListSet @Nullable List<String> excludedVolumes,
        @ListSet @Nullable List<String> includedVolumes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements SnapshotVolumesListsBuilder.With {}
