package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.OneOf;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ReservedOverhead} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReservedOverhead(
        @Nullable Quantity addedOverhead,
        @OneOf({"NotRequired", "Required"}) @Nullable String memLock,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ReservedOverheadBuilder.With {}
