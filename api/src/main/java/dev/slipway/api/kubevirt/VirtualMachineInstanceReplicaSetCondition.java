package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.condition.ProbedCondition;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.NullAllowed;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceReplicaSetCondition} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceReplicaSetCondition(
        @DateTime @NullAllowed @Nullable String lastProbeTime,
        @DateTime @NullAllowed @Nullable String lastTransitionTime,
        @Nullable String message,
        @Nullable String reason,
        @Required @Nullable String status,
        @Required @Nullable String type,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceReplicaSetConditionBuilder.With, ProbedCondition {}
