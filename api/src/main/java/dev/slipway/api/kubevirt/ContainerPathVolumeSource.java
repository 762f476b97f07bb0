package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Initial;
import dev.slipway.api.mark.Length;
import dev.slipway.api.mark.Rule;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ContainerPathVolumeSource} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContainerPathVolumeSource(
        @Rule(value = "self.startsWith('/')", message = "path must be absolute (start with '/')")
        @Rule(value = "!self.contains('..')", message = "path must not contain '..'")
        @Length(most = 4096)
        @Required
        @Nullable
        String path,

        @Rule(value = "self == true", message = "readOnly must be true, write access is not supported")
        @Initial("true")
        @Nullable
        Boolean readOnly,

        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ContainerPathVolumeSourceBuilder.With {}
