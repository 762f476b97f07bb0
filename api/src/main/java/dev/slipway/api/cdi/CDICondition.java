package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.condition.HeartbeatCondition;
import dev.slipway.api.mark.DateTime;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code CDICondition} of cdi.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CDICondition(
        @DateTime @Nullable String lastHeartbeatTime,
        @DateTime @Nullable String lastTransitionTime,
        @Nullable String message,
        @Nullable String reason,
        @Required @Nullable String status,
        @Required @Nullable String type,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements CDIConditionBuilder.With, HeartbeatCondition {}
