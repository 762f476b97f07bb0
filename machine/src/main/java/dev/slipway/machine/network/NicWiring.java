package dev.slipway.machine.network;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The host side of one network interface of a guest: what the node-agent has made ready and QEMU connects to.
 *
 * <p>The device model, boot order and PCI address are not here; they come from the virtual machine instance.
 */
public sealed interface NicWiring {
    /** Returns the name of the interface in {@code spec.domain.devices.interfaces}. */
    String name();

    /** Returns the guest's MAC address, six pairs of lower-case hexadecimal digits with colons. */
    String mac();

    /** Returns the MTU in bytes that the guest is told of; empty if it shall keep its default. */
    OptionalInt mtu();

    /** Returns whether the guest sees the cable plugged in. */
    boolean linkUp();

    /**
     * A tap device in the network namespace that QEMU runs in, owned by the user that QEMU runs as.
     *
     * @param tap device name
     * @param queues pairs of transmit and receive queues; above 1 the device was made with {@code multi_queue}
     * @param vhost whether {@code /dev/vhost-net} is there for QEMU to use
     */
    record Tap(String name, String tap, String mac, OptionalInt mtu, int queues, boolean vhost, boolean linkUp)
            implements NicWiring {
        /** {@code IFNAMSIZ} of linux/if.h less the closing zero. */
        private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

        public Tap {
            Checks.common(name, mac, mtu);
            if (!DEVICE.matcher(tap).matches()) {
                throw new IllegalArgumentException("not a network device name: " + tap);
            }
            if (queues < 1 || queues > 256) {
                throw new IllegalArgumentException("queues of " + tap + " must be 1 to 256, not " + queues);
            }
        }
    }

    /**
     * QEMU's own user-mode network: no rights needed, slower, the guest is reached only through forwarded ports.
     * The first address of the subnet is the gateway, the second the guest's, the third the name server's.
     *
     * @param subnet IPv4 subnet behind the gateway, e.g. {@code 10.0.2.0/24}
     * @param hostname host name that DHCP gives to the guest
     * @param searchDomains DNS search list that DHCP gives to the guest
     * @param forwards ports of the host that lead to the guest
     */
    record UserMode(
            String name,
            String mac,
            OptionalInt mtu,
            String subnet,
            String hostname,
            List<String> searchDomains,
            List<Forward> forwards,
            boolean linkUp)
            implements NicWiring {
        private static final Pattern SUBNET = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}");

        public UserMode {
            Checks.common(name, mac, mtu);
            if (!SUBNET.matcher(subnet).matches()) {
                throw new IllegalArgumentException("not an IPv4 subnet: " + subnet);
            }
            searchDomains = List.copyOf(searchDomains);
            forwards = List.copyOf(forwards);
        }
    }

    /**
     * A port of the host that leads to a port of the guest.
     *
     * @param protocol transport
     * @param address IPv4 address of the host to listen on
     * @param hostPort port of the host
     * @param guestPort port of the guest
     */
    record Forward(Protocol protocol, String address, int hostPort, int guestPort) {
        /** Transports that user-mode networking forwards. */
        public enum Protocol {
            TCP,
            UDP
        }

        private static final Pattern ADDRESS = Pattern.compile("(\\d{1,3}\\.){3}\\d{1,3}");

        public Forward {
            if (!ADDRESS.matcher(address).matches()) {
                throw new IllegalArgumentException("not an IPv4 address: " + address);
            }
            for (int port : new int[] {hostPort, guestPort}) {
                if (port < 1 || port > 65535) {
                    throw new IllegalArgumentException("a port must be 1 to 65535, not " + port);
                }
            }
        }
    }

    /** What holds for every kind of wiring. */
    final class Checks {
        private static final Pattern MAC = Pattern.compile("([0-9a-f]{2}:){5}[0-9a-f]{2}");
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

        private Checks() {}

        static void common(String name, String mac, OptionalInt mtu) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not an interface name: " + name);
            }
            if (!MAC.matcher(mac).matches()) {
                throw new IllegalArgumentException("not a MAC address in lower case with colons: " + mac);
            }
            if (mtu.isPresent() && (mtu.getAsInt() < 68 || mtu.getAsInt() > 65535)) {
                throw new IllegalArgumentException(
                        "the MTU of " + name + " must be 68 to 65535, not " + mtu.getAsInt());
            }
        }
    }
}
