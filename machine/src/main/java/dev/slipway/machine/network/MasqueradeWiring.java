package dev.slipway.machine.network;

import dev.slipway.api.kubevirt.Port;
import dev.slipway.machine.network.WiredInterface.Binding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Network address translation between the Pod's address and a guest on a bridge of its own, as KubeVirt's masquerade:
 * the guest is always 10.0.2.2 (or the second address of the network asked for) and fd10:0:2::2.
 */
final class MasqueradeWiring {
    /** KubeVirt's fixed addresses for guests behind IPv6 translation, {@code DefaultVMIpv6CIDR}. */
    private static final String GATEWAY6 = "fd10:0:2::1";

    private static final String GUEST6 = "fd10:0:2::2";

    /** Ports of the Pod at which a migration arrives; never the guest's. */
    private static final String MIGRATION_PORTS = "49152, 49153";

    /** KubeVirt's fixed address of the bridge inside a Pod. */
    static final String BRIDGE_MAC = "02:00:00:00:00:00";

    private MasqueradeWiring() {}

    static WiredInterface of(InterfaceRequest request) throws WiringProblem.Refused {
        PodLink link = request.podLink();
        List<String> v4 = addresses(link, true);
        List<String> v6 = addresses(link, false);
        if (v4.isEmpty()) {
            throw new WiringProblem.Refused(new WiringProblem.AddressMissing(request.name(), link.name()));
        }
        IpPrefix network = request.guestNetwork();
        IpPrefix gateway = new IpPrefix(network.host(1), network.length());
        IpPrefix guest = new IpPrefix(network.host(2), network.length());
        String bridge = DeviceNames.bridge(link.name());
        String tap = DeviceNames.tap(link.name());
        String mac = request.mac();
        var lease = GuestLease.of(
                request,
                bridge,
                mac,
                guest,
                gateway.address(),
                List.of(new PodLink.Route(IpPrefix.of("0.0.0.0/0"), gateway.address())),
                link.mtu());
        return new WiredInterface(
                new NicWiring.Tap(
                        request.name(),
                        tap,
                        mac,
                        request.mtu(link),
                        request.queues(),
                        request.facts().vhost(),
                        request.linkUp()),
                Binding.MASQUERADE,
                Optional.of(link.name()),
                Stream.concat(v4.stream(), v6.stream()).toList(),
                List.of(tap, bridge),
                ipCommands(request, link, bridge, tap, gateway, !v6.isEmpty()),
                rules(request, link.name(), bridge, gateway.address(), guest.address(), !v6.isEmpty()),
                sysctls(bridge, !v6.isEmpty()),
                Optional.of(lease));
    }

    private static List<String> addresses(PodLink link, boolean v4) {
        return link.addresses().stream()
                .filter(address -> address.isV4() == v4)
                .map(IpPrefix::address)
                .toList();
    }

    private static List<String> ipCommands(
            InterfaceRequest request, PodLink link, String bridge, String tap, IpPrefix gateway, boolean v6) {
        var commands = new ArrayList<String>();
        commands.add("link add name %s address %s mtu %d type bridge".formatted(bridge, BRIDGE_MAC, link.mtu()));
        commands.add("address add %s brd + dev %s".formatted(gateway, bridge));
        if (v6) {
            commands.add("address add %s/120 dev %s nodad".formatted(GATEWAY6, bridge));
        }
        commands.addAll(TapCommands.of(request, tap, bridge, link.mtu()));
        commands.add("link set dev %s up".formatted(bridge));
        return commands;
    }

    private static Map<String, String> sysctls(String bridge, boolean v6) {
        var settings = new TreeMap<String, String>();
        settings.put("net/ipv4/ip_forward", "1");
        settings.put("net/ipv4/conf/" + bridge + "/route_localnet", "1");
        if (v6) {
            settings.put("net/ipv6/conf/all/forwarding", "1");
        }
        return settings;
    }

    private static String rules(
            InterfaceRequest request, String pod, String bridge, String gateway, String guest, boolean v6) {
        String v4Rules = table("ip", request, pod, bridge, gateway, guest, "127.0.0.1");
        return v6 ? v4Rules + table("ip6", request, pod, bridge, GATEWAY6, GUEST6, "::1") : v4Rules;
    }

    /** A table of its own name, replaced as a whole in one transaction, so that a second run changes nothing. */
    private static String table(
            String family,
            InterfaceRequest request,
            String pod,
            String bridge,
            String gateway,
            String guest,
            String loopback) {
        return """
                table %1$s slipway
                delete table %1$s slipway
                table %1$s slipway {
                	chain prerouting {
                		type nat hook prerouting priority -100; policy accept;
                		iifname "%2$s" counter jump preinbound
                	}
                	chain output {
                		type nat hook output priority -100; policy accept;
                %3$s	}
                	chain postrouting {
                		type nat hook postrouting priority 100; policy accept;
                		%1$s saddr %4$s counter masquerade
                		oifname "%5$s" counter jump postinbound
                	}
                	chain preinbound {
                		tcp dport { %6$s } counter return
                %7$s	}
                	chain postinbound {
                		%1$s saddr %8$s counter snat to %9$s
                	}
                }
                """.formatted(
                        family,
                        pod,
                        translated(request, "%s daddr %s ".formatted(family, loopback), guest),
                        guest,
                        bridge,
                        MIGRATION_PORTS,
                        translated(request, "", guest),
                        loopback,
                        gateway);
    }

    /** All traffic, or only that to the interface's ports where it names some. */
    private static String translated(InterfaceRequest request, String match, String guest) {
        List<Port> ports = request.nic().ports();
        if (ports == null || ports.isEmpty()) {
            return "\t\t%scounter dnat to %s\n".formatted(match, guest);
        }
        return Stream.of("tcp", "udp")
                .flatMap(protocol -> {
                    String numbers = ports.stream()
                            .filter(port ->
                                    protocol.equalsIgnoreCase(port.protocol() == null ? "tcp" : port.protocol()))
                            .map(Port::port)
                            .map(String::valueOf)
                            .distinct()
                            .collect(Collectors.joining(", "));
                    return numbers.isEmpty()
                            ? Stream.of()
                            : Stream.of("\t\t%s%s dport { %s } counter dnat to %s\n"
                                    .formatted(match, protocol, numbers, guest));
                })
                .collect(Collectors.joining());
    }
}
