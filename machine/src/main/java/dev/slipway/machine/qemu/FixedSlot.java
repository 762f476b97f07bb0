package dev.slipway.machine.qemu;

/**
 * Slots of the root bus that belong to devices a guest has at most one of (or one row of), whether it has them or not:
 * so no device moves when another comes or goes. The slots between video and these are for what can be plugged.
 */
enum FixedSlot {
    PANIC(0x12),
    SATA(0x14),
    WATCHDOG(0x15),
    INPUT(0x16),
    BALLOON(0x17),
    RANDOM(0x18),
    SERIAL(0x19),
    SCSI(0x1a),
    SOUND(0x1b),
    MEMORY(0x1c),
    USB(0x1d),
    BRIDGE(0x1e);

    private final int slot;

    FixedSlot(int slot) {
        this.slot = slot;
    }

    int slot() {
        return slot;
    }

    PciAddress on(MachineKind machine) {
        return PciAddress.of(machine.rootBus(), slot);
    }

    /** Returns the address of one of several like devices that share the slot. */
    PciAddress on(MachineKind machine, int n, int count) {
        return PciAddress.inRow(machine.rootBus(), slot, n, count);
    }
}
