package dev.slipway.machine.network;

import dev.slipway.machine.network.WiredInterface.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Layer 2 between a device of the Pod and the guest: the guest takes over the device's hardware address, and by DHCP its
 * IPv4 address and routes, if it has one.
 */
final class BridgeWiring {
    /** KubeVirt's address of the DHCP server on a bridge that has no address of its own. */
    private static final String SERVER = "169.254.75.10";

    private BridgeWiring() {}

    static WiredInterface of(InterfaceRequest request) throws WiringProblem.Refused {
        PodLink link = request.podLink();
        String bridge = DeviceNames.bridge(link.name());
        String tap = DeviceNames.tap(link.name());
        String mac = request.macOr(request.knownMac().orElse(link.mac()));
        Optional<IpPrefix> address =
                link.addresses().stream().filter(IpPrefix::isV4).findFirst();
        return new WiredInterface(
                new NicWiring.Tap(
                        request.name(),
                        tap,
                        mac,
                        request.mtu(link),
                        request.queues(),
                        request.facts().vhost(),
                        request.linkUp()),
                Binding.BRIDGE,
                Optional.of(link.name()),
                link.addresses().stream().map(IpPrefix::address).toList(),
                List.of(tap, bridge),
                ipCommands(request, link, bridge, tap, address.isPresent()),
                "",
                Map.of(),
                address.map(ip -> GuestLease.of(request, bridge, mac, ip, SERVER, link.routes(), link.mtu())));
    }

    private static List<String> ipCommands(
            InterfaceRequest request, PodLink link, String bridge, String tap, boolean serves) {
        var commands = new ArrayList<String>();
        commands.add("link add name %s address %s mtu %d type bridge"
                .formatted(bridge, MasqueradeWiring.BRIDGE_MAC, link.mtu()));
        if (serves) {
            commands.add("address add %s/32 dev %s".formatted(SERVER, bridge));
        }
        commands.add("address flush dev %s".formatted(link.name()));
        // The device gives its hardware address to the guest, so it needs another one itself.
        String own = MacAddress.derived("pod device", link.mac());
        commands.add("link set dev %s down".formatted(link.name()));
        commands.add("link set dev %s address %s".formatted(link.name(), own));
        commands.add("link set dev %s master %s".formatted(link.name(), bridge));
        commands.add("link set dev %s type bridge_slave learning off".formatted(link.name()));
        commands.add("link set dev %s up".formatted(link.name()));
        commands.addAll(TapCommands.of(request, tap, bridge, link.mtu()));
        commands.add("link set dev %s up".formatted(bridge));
        return commands;
    }
}
