package dev.slipway.api.kubevirt;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.mark.ListAtomic;
import io.fabric8.generator.annotation.Required;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Interface} of kubevirt.io/v1, field by field as in the published API. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Interface(
        @Nullable Integer acpiIndex,
        @Nullable PluginBinding binding,
        @Nullable Integer bootOrder,
        @Nullable InterfaceBridge bridge,
        @Nullable DHCPOptions dhcpOptions,
        @Nullable String macAddress,
        @Nullable DeprecatedInterfaceMacvtap macvtap,
        @Nullable InterfaceMasquerade masquerade,
        @Nullable String model,
        @Required @Nullable String name,
        @Nullable DeprecatedInterfacePasst passt,
        @Nullable InterfacePasstBinding passtBinding,
        @Nullable String pciAddress,
        @ListAtomic @Nullable List<PortRange> portRanges,
        @Nullable List<Port> ports,
        @Nullable DeprecatedInterfaceSlirp slirp,
        @Nullable InterfaceSRIOV sriov,
        @Nullable String state,
        @Nullable String tag,
        @JsonAnySetter @JsonAnyGetter @Nullable Map<String, Object> unknown)
        implements InterfaceBuilder.With {}
