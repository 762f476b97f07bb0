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
import java.util.List;

/** Connects an instance that names no interface to the Pod network. Source: KubeVirt v1.9.0, {@code SetDefaultNetworkInterface}. */
final class NetworkDefaults {
    private NetworkDefaults() {}

    static VirtualMachineInstanceSpec complete(
            VirtualMachineInstanceSpec spec, DomainSpec domain, Devices devices, KubeVirtConfiguration configuration) {
        boolean named = devices.interfaces() != null && !devices.interfaces().isEmpty()
                || spec.networks() != null && !spec.networks().isEmpty();
        if (named || Boolean.FALSE.equals(devices.autoattachPodInterface())) {
            return spec;
        }
        return spec.withDomain(domain.withDevices(devices.withInterfaces(List.of(first(configuration)))))
                .withNetworks(List.of(NetworkBuilder.builder()
                        .name("default")
                        .pod(PodNetworkBuilder.builder().build())
                        .build()));
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
