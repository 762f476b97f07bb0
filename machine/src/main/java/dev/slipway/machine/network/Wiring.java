package dev.slipway.machine.network;

import java.util.List;
import java.util.Optional;

/**
 * The host side of all network interfaces of a guest.
 *
 * @param nics one for each interface that QEMU shall have, names unique
 */
public record Wiring(List<NicWiring> nics) {
    /** A guest without a network. */
    public static final Wiring NONE = new Wiring(List.of());

    public Wiring {
        nics = List.copyOf(nics);
        if (nics.stream().map(NicWiring::name).distinct().count() != nics.size()) {
            throw new IllegalArgumentException("two wirings have the same interface name: " + nics);
        }
    }

    /** Returns the wiring of an interface, if the node-agent made one. */
    public Optional<NicWiring> of(String interfaceName) {
        return nics.stream().filter(nic -> nic.name().equals(interfaceName)).findFirst();
    }
}
