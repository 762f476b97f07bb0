package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceMigrationSourceState} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceMigrationSourceState(
        @Nullable String domainName,
        @Nullable String domainNamespace,
        @Nullable String migrationUID,
        @Nullable String node,
        @Nullable Map<String, String> nodeSelectors,
        @Nullable String persistentStatePVCName,
        @Nullable String pod,
        @Nullable String selinuxContext,
        @Nullable String syncAddress,
        @Nullable String virtualMachineInstanceUID,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceMigrationSourceStateBuilder.With {}
