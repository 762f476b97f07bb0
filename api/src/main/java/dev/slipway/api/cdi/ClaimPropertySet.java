package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ItemCount;
import dev.slipway.api.mark.OneOf;
import dev.slipway.api.mark.Rule;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ClaimPropertySet} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClaimPropertySet(
        @Required
        @ItemCount(most = 4)
        @Rule(
                value = "self.all(am, am in ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'])",
                message = "Illegal AccessMode")
        @Nullable
        List<String> accessModes,

        @Required @OneOf({"Block", "Filesystem"}) @Nullable String volumeMode,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ClaimPropertySetBuilder.With {}
