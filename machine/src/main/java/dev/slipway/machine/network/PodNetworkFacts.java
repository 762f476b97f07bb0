package dev.slipway.machine.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the wiring of a Pod starts from.
 *
 * @param ownNamespace whether the Pod has a network namespace of its own that the node-agent may change
 * @param podAddresses the Pod's addresses as Kubernetes knows them, the primary one first
 * @param links network devices in the namespace, without the loopback
 * @param attachments secondary networks: name of the VMI's network → device in the namespace
 * @param dns what the Pod's {@code resolv.conf} says
 * @param launcherUid user that QEMU runs as; it will own the taps
 * @param vhost whether QEMU may use {@code /dev/vhost-net}
 * @param lowestPort lowest port that the launcher's user may listen on
 */
public record PodNetworkFacts(
        boolean ownNamespace,
        List<String> podAddresses,
        List<PodLink> links,
        Map<String, String> attachments,
        Dns dns,
        int launcherUid,
        boolean vhost,
        int lowestPort) {
    /** Device of the Pod network, fixed by Kubernetes network plugins. */
    public static final String POD_DEVICE = "eth0";

    public PodNetworkFacts {
        podAddresses = List.copyOf(podAddresses);
        links = List.copyOf(links);
        attachments = Map.copyOf(attachments);
    }

    /** Returns the device of that name. */
    public Optional<PodLink> link(String device) {
        return links.stream().filter(link -> link.name().equals(device)).findFirst();
    }

    /**
     * How names are resolved.
     *
     * @param servers IP addresses of name servers that the guest can reach
     * @param searchDomains domains tried for short names
     */
    public record Dns(List<String> servers, List<String> searchDomains) {
        public Dns {
            servers = List.copyOf(servers);
            searchDomains = List.copyOf(searchDomains);
        }

        /**
         * Reads a {@code resolv.conf}; servers on the loopback are left out, because they are not the guest's
         * (resolv.conf(5): the last {@code search} counts).
         */
        public static Dns of(String resolvConf) {
            List<String> servers = resolvConf
                    .lines()
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
                    .map(words -> words[1])
                    .filter(server -> !server.startsWith("127.") && !server.equals("::1"))
                    .limit(3)
                    .toList();
            List<String> search = resolvConf
                    .lines()
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length >= 2 && (words[0].equals("search") || words[0].equals("domain")))
                    .reduce((first, last) -> last)
                    .map(words -> List.of(words).subList(1, words.length))
                    .orElse(List.of());
            return new Dns(servers, search);
        }
    }
}
