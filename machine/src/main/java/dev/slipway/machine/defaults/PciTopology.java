package dev.slipway.machine.defaults;

import java.util.Set;

/** Whether the layout of PCI Express ports is recorded with a machine, so that it never changes under an existing one. */
public final class PciTopology {
    private PciTopology() {}

    /** Whether machines of this architecture and type have root ports; mainframes and old PC types have none. */
    public static boolean isVersioned(String architecture, String machineType) {
        return Set.of("amd64", "arm64", "").contains(architecture)
                && (machineType.contains("q35") || machineType.startsWith("virt"));
    }
}
