package dev.slipway.api.instancetype;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.kubevirt.Hugepages;
import dev.slipway.api.mark.Between;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Quantity;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code MemoryInstancetype} of instancetype.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemoryInstancetype(
        @Required @Nullable Quantity guest,
        @Nullable Hugepages hugepages,
        @Nullable Quantity maxGuest,
        @Between(least = 0, most = 100L) @Nullable Integer overcommitPercent,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements MemoryInstancetypeBuilder.With {}
