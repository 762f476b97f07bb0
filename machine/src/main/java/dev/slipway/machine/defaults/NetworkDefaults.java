package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.InterfaceBridgeBuilder;
import dev.slipway.api.kubevirt.InterfaceBuilder;
import dev.slipway.api.kubevirt.InterfaceMasqueradeBuilder;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.NetworkBuilder;
import dev.slipway.api.kubevirt.PodNetworkBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.List;
import java.util.Optional;

/** Connects an instance that names no interface to the Pod network. Source: KubeVirt v1.9.0, {@code SetDefaultNetworkInterface}. */
public final class NetworkDefaults {
    private NetworkDefaults() {}

    static VirtualMachineInstanceSpec complete(
            VirtualMachineInstanceSpec spec, DomainSpec domain, Devices devices, KubeVirtConfiguration configuration) {
        if (!connects(spec, devices)) {
            return spec;
        }
        return spec.withDomain(domain.withDevices(devices.withInterfaces(List.of(first(configuration)))))
                .withNetworks(List.of(NetworkBuilder.builder()
                        .name("default")
                        .pod(PodNetworkBuilder.builder().build())
                        .build()));
    }

    /** Returns why an instance that names no interface cannot be connected, in one sentence. */
    public static Optional<String> obstacle(VirtualMachineInstanceSpec spec, KubeVirtConfiguration configuration) {
        DomainSpec domain = spec.domain();
        boolean connects = domain != null && domain.devices() != null && connects(spec, domain.devices());
        var network = configuration.network();
        if (!connects || network == null) {
            return Optional.empty();
        }
        String binding = Given.some(network.defaultNetworkInterface()).orElse("bridge");
        if (binding.equals("bridge") && Boolean.FALSE.equals(network.permitBridgeInterfaceOnPodNetwork())) {
            return Optional.of("The machine names no interface, and the default one is bridge, which this cluster does"
                    + " not permit. Add an interface with masquerade: {} and a network with pod: {}.");
        }
        return binding.equals("slirp")
                ? Optional.of("The machine names no interface, and the default one is slirp, which is gone since"
                        + " KubeVirt 1.3. Add an interface with masquerade: {} and a network with pod: {}.")
                : Optional.empty();
    }

    private static boolean connects(VirtualMachineInstanceSpec spec, Devices devices) {
        boolean named = !Given.list(devices.interfaces()).isEmpty()
                || !Given.list(spec.networks()).isEmpty();
        return !named && Given.isOnByDefault(devices.autoattachPodInterface());
    }

    private static Interface first(KubeVirtConfiguration configuration) {
        boolean masquerade = configuration.network() != null
                && "masquerade".equals(configuration.network().defaultNetworkInterface());
        InterfaceBuilder builder = InterfaceBuilder.builder().name("default");
        return masquerade
                ? builder.masquerade(InterfaceMasqueradeBuilder.builder().build())
                        .build()
                : builder.bridge(InterfaceBridgeBuilder.builder().build()).build();
    }
}
