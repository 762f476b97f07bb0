package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.InterfaceBindingPlugin;
import dev.slipway.api.kubevirt.PluginBinding;
import dev.slipway.api.kubevirt.ResourceRequirementsWithoutClaims;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The memory that programs beside the guest need for its interfaces. Source: KubeVirt v1.9.0, {@code pkg/network/resources}. */
final class NetworkOverhead {
    /** passt with all ports forwarded. */
    private static final long PASST = 250 * Bytes.MEBIBYTE;

    private NetworkOverhead() {}

    static long bytes(VirtualMachineInstanceSpec spec, Map<String, InterfaceBindingPlugin> bindings) {
        List<Interface> interfaces = Instance.interfaces(spec);
        long passt = interfaces.stream().anyMatch(nic -> nic.passtBinding() != null) ? PASST : 0;
        return passt
                + interfaces.stream()
                        .map(Interface::binding)
                        .filter(Objects::nonNull)
                        .map(PluginBinding::name)
                        .distinct()
                        .flatMap(name -> Optional.ofNullable(bindings.get(name)).stream())
                        .flatMap(plugin -> memory(plugin).stream())
                        .mapToLong(Bytes::of)
                        .sum();
    }

    private static Optional<Quantity> memory(InterfaceBindingPlugin plugin) {
        return Optional.ofNullable(plugin.computeResourceOverhead())
                .map(ResourceRequirementsWithoutClaims::requests)
                .map(requests -> requests.get("memory"));
    }
}
