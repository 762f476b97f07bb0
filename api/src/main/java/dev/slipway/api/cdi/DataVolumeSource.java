package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code DataVolumeSource} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DataVolumeSource(
        @Nullable DataVolumeBlankImage blank,
        @Nullable DataVolumeSourceGCS gcs,
        @Nullable DataVolumeSourceHTTP http,
        @Nullable DataVolumeSourceImageIO imageio,
        @Nullable DataVolumeSourcePVC pvc,
        @Nullable DataVolumeSourceRegistry registry,
        @Nullable DataVolumeSourceS3 s3,
        @Nullable DataVolumeSourceSnapshot snapshot,
        @Nullable DataVolumeSourceUpload upload,
        @Nullable DataVolumeSourceVDDK vddk,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements DataVolumeSourceBuilder.With {}
