package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ImportSourceType} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImportSourceType(
        @Nullable DataVolumeBlankImage blank,
        @Nullable DataVolumeSourceGCS gcs,
        @Nullable DataVolumeSourceHTTP http,
        @Nullable DataVolumeSourceImageIO imageio,
        @Nullable DataVolumeSourceRegistry registry,
        @Nullable DataVolumeSourceS3 s3,
        @Nullable DataVolumeSourceVDDK vddk,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ImportSourceTypeBuilder.With {}
