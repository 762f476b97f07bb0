package dev.slipway.api.snapshot;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.Initial;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.OneOf;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineRestoreSpec} of snapshot.kubevirt.io/v1beta1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineRestoreSpec(
        @ListAtomic @Nullable List<String> patches,
        @Required @Nullable TypedLocalObjectReference target,

        @OneOf({"StopTarget", "WaitGracePeriod", "FailImmediate", "WaitEventually"})
        @Initial("\"WaitGracePeriod\"")
        @Nullable
        String targetReadinessPolicy,

        @Required @Nullable String virtualMachineSnapshotName,
        @Nullable String volumeOwnershipPolicy,
        @ListAtomic @Nullable List<VolumeRestoreOverride> volumeRestoreOverrides,
        @Nullable String volumeRestorePolicy,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineRestoreSpecBuilder.With {}
