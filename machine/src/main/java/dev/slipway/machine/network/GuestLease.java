package dev.slipway.machine.network;

import dev.slipway.api.kubevirt.DHCPOptions;
import dev.slipway.api.kubevirt.DHCPPrivateOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what a guest is told by DHCP. */
final class GuestLease {
    private GuestLease() {}

    static DhcpLease of(
            InterfaceRequest request,
            String bridge,
            String mac,
            IpPrefix address,
            String server,
            List<PodLink.Route> routes,
            int mtu) {
        Optional<String> gateway = routes.stream()
                .filter(PodLink.Route::isDefault)
                .map(PodLink.Route::gateway)
                .filter(hop -> !hop.equals("0.0.0.0"))
                .findFirst();
        DHCPOptions options = request.nic().dhcpOptions();
        return new DhcpLease(
                bridge,
                mac,
                address,
                server,
                gateway,
                List.copyOf(routes),
                dns(request),
                request.hostname(),
                mtu,
                options == null
                        ? List.of()
                        : Stream.ofNullable(options.ntpServers())
                                .flatMap(List::stream)
                                .toList(),
                Optional.ofNullable(options).map(DHCPOptions::tftpServerName),
                Optional.ofNullable(options).map(DHCPOptions::bootFileName),
                privateOptions(options));
    }

    /**
     * Adds the domain of the instance's subdomain in front of the Pod's search domains, so that members of one headless
     * service find each other by their short names, as KubeVirt does.
     */
    private static PodNetworkFacts.Dns dns(InterfaceRequest request) {
        PodNetworkFacts.Dns dns = request.facts().dns();
        List<String> servers =
                dns.servers().stream().filter(server -> !server.contains(":")).toList();
        var search = new LinkedHashSet<String>();
        String subdomain = request.vmi().getSpec().subdomain();
        if (subdomain != null && !subdomain.isBlank()) {
            String services = request.vmi().getMetadata().getNamespace() + ".svc.";
            dns.searchDomains().stream()
                    .filter(domain -> domain.startsWith(services))
                    .forEach(domain -> search.add(subdomain + "." + domain));
        }
        search.addAll(dns.searchDomains());
        return new PodNetworkFacts.Dns(servers, new ArrayList<>(search));
    }

    private static Map<Integer, String> privateOptions(@Nullable DHCPOptions options) {
        var values = new TreeMap<Integer, String>();
        if (options != null && options.privateOptions() != null) {
            for (DHCPPrivateOptions option : options.privateOptions()) {
                Integer number = option.option();
                String value = option.value();
                if (number != null && value != null && number >= 224 && number <= 254) {
                    values.put(number, value);
                }
            }
        }
        return values;
    }
}
