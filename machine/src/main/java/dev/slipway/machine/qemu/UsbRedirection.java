package dev.slipway.machine.qemu;

import java.util.ArrayList;
import java.util.List;

/** The section about USB devices that a client lends to the guest over the network. */
public final class UsbRedirection {
    /** Devices that can be lent at a time, as in KubeVirt. */
    public static final int SLOTS = 4;

    /** The last ports of the USB controller; inputs and disks have those before. */
    static final int FIRST_PORT = 12;

    private UsbRedirection() {}

    static boolean wanted(Guest guest) {
        return guest.devices().clientPassthrough() != null;
    }

    /** Returns the socket in the run directory that a client of a slot, from 0, is connected to. */
    public static String socket(int slot) {
        return "usb-redirect-" + slot + ".sock";
    }

    static Part of(Guest guest) {
        if (!wanted(guest)) {
            return Part.NOTHING;
        }
        List<Option> options = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            String id = "usb-redirect-" + slot;
            options.add(Option.of("-chardev", "socket")
                    .with("id", id)
                    .with("path", socket(slot))
                    .with("server", true)
                    .with("wait", false));
            options.add(Option.device("usb-redir", "lent-" + slot)
                    .with("chardev", id)
                    .with("bus", Controllers.USB_BUS)
                    .with("port", FIRST_PORT + slot));
        }
        return Part.of(options);
    }
}
