package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code PersistentVolumeClaim} of snapshot.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PersistentVolumeClaim(
        @Nullable ObjectMeta metadata,
        @Nullable PersistentVolumeClaimSpec spec,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements PersistentVolumeClaimBuilder.With {}
