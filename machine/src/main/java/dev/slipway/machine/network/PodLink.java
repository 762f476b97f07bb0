package dev.slipway.machine.network;

import java.util.List;

/**
 * A network device that stands in a Pod's network namespace before the wiring.
 *
 * @param name device name
 * @param mac hardware address, lower case with colons
 * @param mtu bytes
 * @param addresses its global addresses
 * @param routes IPv4 routes that leave through it
 */
public record PodLink(String name, String mac, int mtu, List<IpPrefix> addresses, List<Route> routes) {
    public PodLink {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /**
     * An IPv4 route.
     *
     * @param destination prefix; {@code 0.0.0.0/0} for the default route
     * @param gateway IPv4 address of the next hop; {@code 0.0.0.0} if the destination is on the link
     */
    public record Route(IpPrefix destination, String gateway) {
        /** Returns whether this is the way to everywhere. */
        public boolean isDefault() {
            return destination.length() == 0;
        }

        /** Returns whether the destination is on the link itself. */
        public boolean onLink() {
            return gateway.equals("0.0.0.0");
        }
    }
}
