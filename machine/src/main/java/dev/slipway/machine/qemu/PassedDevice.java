package dev.slipway.machine.qemu;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A device of the node that a guest has to itself. */
public sealed interface PassedDevice {
    /** Spellings by which device plugins name what they have given: PCI address, UUID, or {@code bus:device}. */
    Pattern PCI = Pattern.compile("[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7]");

    /** A UUID. */
    Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Numbers of a bus and of a device on it. */
    Pattern USB = Pattern.compile("(\\d{1,3}):(\\d{1,3})");

    /** Reads the name that a device plugin gave. */
    static PassedDevice of(String name) {
        Matcher usb = USB.matcher(name);
        if (PCI.matcher(name).matches()) {
            return new Pci(name);
        }
        if (UUID.matcher(name).matches()) {
            return new Mediated(name);
        }
        if (usb.matches()) {
            return new Usb(Integer.parseInt(usb.group(1)), Integer.parseInt(usb.group(2)));
        }
        throw new IllegalArgumentException(
                "\"" + name + "\" is no device: neither a PCI address nor a UUID nor bus:device");
    }

    /** A PCI device or virtual function, bound to vfio-pci, by its address {@code dddd:bb:ss.f}. */
    record Pci(String address) implements PassedDevice {}

    /** A mediated device, e.g. a virtual GPU, by its UUID. */
    record Mediated(String uuid) implements PassedDevice {}

    /** A USB device. */
    record Usb(int bus, int device) implements PassedDevice {}
}
