package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.DateTime;
import dev.slipway.api.mark.ListAtomic;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceMigrationTargetState} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceMigrationTargetState(
        @Nullable String attachmentPodUID,
        @ListAtomic @Nullable List<Integer> cpuSet,
        @Nullable Map<String, Integer> directMigrationNodePorts,
        @Nullable Boolean domainDetected,
        @Nullable String domainName,
        @Nullable String domainNamespace,
        @DateTime @Nullable String domainReadyTimestamp,
        @Nullable String migrationUID,
        @Nullable String node,
        @Nullable String nodeAddress,
        @Nullable String nodeTopology,
        @Nullable String persistentStatePVCName,
        @Nullable String pod,
        @Nullable String selinuxContext,
        @Nullable String syncAddress,
        @Nullable String virtualMachineInstanceUID,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceMigrationTargetStateBuilder.With {}
