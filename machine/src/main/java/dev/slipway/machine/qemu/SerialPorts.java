package dev.slipway.machine.qemu;

import java.util.ArrayList;
import java.util.List;

/** The section about the serial console and the channel to the guest agent; the launcher makes their host sides. */
final class SerialPorts {
    private SerialPorts() {}

    /** Returns whether the guest has a serial console. */
    static boolean attached(Guest guest) {
        return Guest.on(guest.devices().autoattachSerialConsole(), true);
    }

    static Part of(Guest guest) {
        List<Option> options = new ArrayList<>();
        if (attached(guest)) {
            options.add(Option.device("isa-serial", "console").with("chardev", "serial0"));
        }
        options.add(Option.device(guest.virtio("virtio-serial"), "channels").at(FixedSlot.SERIAL.on(guest.machine())));
        options.add(Option.device("virtserialport", "agent")
                .with("bus", "channels.0")
                .with("nr", 1)
                .with("chardev", "agent0")
                .with("name", "org.qemu.guest_agent.0"));
        return Part.of(options);
    }
}
