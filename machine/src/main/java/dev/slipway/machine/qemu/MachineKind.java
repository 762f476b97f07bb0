package dev.slipway.machine.qemu;

/** A machine type, pinned to the name of one version. */
sealed interface MachineKind {
    /** Returns the versioned name, e.g. {@code pc-q35-7.2}. */
    String name();

    /** The PCI Express chipset ICH9 (2007), with AHCI on board. */
    record Q35(String name) implements MachineKind {}

    /** The PCI chipset PIIX (1996), with IDE on board. */
    record I440fx(String name) implements MachineKind {}

    /** Returns the root bus. */
    default String rootBus() {
        return switch (this) {
            case Q35 _ -> "pcie.0";
            case I440fx _ -> "pci.0";
        };
    }
}
