package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ItemCount;
import dev.slipway.api.mark.ListAtomic;
import dev.slipway.api.mark.ListMap;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.PodDNSConfig;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code VirtualMachineInstanceSpec} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualMachineInstanceSpec(
        @ListAtomic @ItemCount(most = 256) @Nullable List<AccessCredential> accessCredentials,
        @Nullable Affinity affinity,
        @Nullable String architecture,
        @Nullable PodDNSConfig dnsConfig,

        @Nullable String dnsPolicy,

        @Required @Nullable DomainSpec domain,
        @Nullable String evictionStrategy,
        @Nullable String hostname,
        @Nullable Probe livenessProbe,
        @ItemCount(most = 256) @Nullable List<Network> networks,
        @Nullable Map<String, String> nodeSelector,
        @Nullable String priorityClassName,
        @Nullable Probe readinessProbe,
        @ListMap({"name"}) @Nullable List<VirtualMachineInstanceResourceClaim> resourceClaims,
        @Nullable String schedulerName,
        @Nullable String serviceAccountName,
        @Nullable String startStrategy,
        @Nullable String subdomain,
        @Nullable Long terminationGracePeriodSeconds,
        @Nullable List<Toleration> tolerations,

        @ListMap({"topologyKey", "whenUnsatisfiable"}) @Nullable
        List<TopologySpreadConstraint> topologySpreadConstraints,

        @ListMap({"name"}) @ItemCount(most = 256) @Nullable List<UtilityVolume> utilityVolumes,
        @ItemCount(most = 256) @Nullable List<Volume> volumes,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements VirtualMachineInstanceSpecBuilder.With {}
