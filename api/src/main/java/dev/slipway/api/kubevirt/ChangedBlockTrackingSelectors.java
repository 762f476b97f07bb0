package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code ChangedBlockTrackingSelectors} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangedBlockTrackingSelectors(
        @Nullable LabelSelector namespaceLabelSelector,
        @Nullable LabelSelector virtualMachineLabelSelector,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements ChangedBlockTrackingSelectorsBuilder.With {}
