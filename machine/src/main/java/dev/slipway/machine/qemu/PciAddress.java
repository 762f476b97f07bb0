package dev.slipway.machine.qemu;

/**
 * A place on a PCI bus of the guest.
 *
 * @param bus QEMU's name of the bus, e.g. {@code pcie.0}
 * @param slot device number, 0 to 31
 * @param function function number, 0 to 7
 * @param multifunction whether other functions share the slot; said at function 0
 */
record PciAddress(String bus, int slot, int function, boolean multifunction) {
    PciAddress {
        if (slot < 0 || slot > 31 || function < 0 || function > 7) {
            throw new IllegalArgumentException("no PCI address: slot " + slot + ", function " + function);
        }
    }

    static PciAddress of(String bus, int slot) {
        return new PciAddress(bus, slot, 0, false);
    }

    /** Returns the address of the n-th device, from 0, of a row of slots that begins at {@code first}. */
    static PciAddress inRow(String bus, int first, int n, int count) {
        boolean shared = n % 8 == 0 && count > n + 1;
        return new PciAddress(bus, first + n / 8, n % 8, shared);
    }

    Option on(Option device) {
        String addr = function == 0 && !multifunction
                ? "0x" + Integer.toHexString(slot)
                : "0x" + Integer.toHexString(slot) + "." + function;
        Option placed = device.with("bus", bus);
        return multifunction ? placed.with("multifunction", true).with("addr", addr) : placed.with("addr", addr);
    }
}
