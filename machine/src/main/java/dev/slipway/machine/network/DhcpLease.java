package dev.slipway.machine.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the one guest on a bridge is told when it asks by DHCP (RFC 2131, RFC 2132).
 *
 * @param device bridge in the Pod's namespace on which it asks
 * @param mac the guest's hardware address
 * @param address the guest's address and prefix length
 * @param server address of the answering server
 * @param gateway default router
 * @param routes further routes
 * @param dns name servers and search domains
 * @param hostname the guest's name, without domain
 * @param mtu bytes
 * @param ntpServers IPv4 addresses of time servers
 * @param tftpServerName option 66
 * @param bootFileName option 67
 * @param privateOptions options 224 to 254
 */
public record DhcpLease(
        String device,
        String mac,
        IpPrefix address,
        String server,
        Optional<String> gateway,
        List<PodLink.Route> routes,
        PodNetworkFacts.Dns dns,
        String hostname,
        int mtu,
        List<String> ntpServers,
        Optional<String> tftpServerName,
        Optional<String> bootFileName,
        Map<Integer, String> privateOptions) {
    /** Seconds of a lease: 999 days, as KubeVirt's; the address lives as long as the Pod. */
    public static final long SECONDS = 999L * 86_400;

    public DhcpLease {
        routes = List.copyOf(routes);
        ntpServers = List.copyOf(ntpServers);
        privateOptions = Map.copyOf(privateOptions);
        if (!address.isV4()) {
            throw new IllegalArgumentException("DHCPv4 cannot lease " + address);
        }
    }
}
