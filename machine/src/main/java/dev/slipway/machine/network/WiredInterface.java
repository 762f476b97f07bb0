package dev.slipway.machine.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One interface of a guest: what must be done in the Pod's namespace, and what QEMU and the status get of it.
 *
 * @param nic the end that QEMU connects to
 * @param binding how it is joined to the Pod's network
 * @param podInterface device of the Pod that carries it; empty in user mode
 * @param addresses the addresses under which the guest is reached, for the status
 * @param devices devices that the commands make, in the order in which to delete them before a second try
 * @param ipCommands lines for {@code ip -batch}
 * @param nftRules text for {@code nft -f}; empty if none
 * @param sysctls kernel settings of the namespace: path below {@code /proc/sys} → value
 * @param lease what to answer on the bridge by DHCP
 */
public record WiredInterface(
        NicWiring nic,
        Binding binding,
        Optional<String> podInterface,
        List<String> addresses,
        List<String> devices,
        List<String> ipCommands,
        String nftRules,
        Map<String, String> sysctls,
        Optional<DhcpLease> lease) {
    /** How an interface is joined to the Pod's network. */
    public enum Binding {
        /** Behind network address translation to the Pod's address. */
        MASQUERADE,
        /** On layer 2, with the Pod's address where there is one. */
        BRIDGE,
        /** Through QEMU's own network stack. */
        USER_MODE
    }

    public WiredInterface {
        addresses = List.copyOf(addresses);
        devices = List.copyOf(devices);
        ipCommands = List.copyOf(ipCommands);
    }
}
