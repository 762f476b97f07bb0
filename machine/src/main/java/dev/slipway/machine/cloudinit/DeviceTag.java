package dev.slipway.machine.cloudinit;

/**
 * A device with a tag that the guest reads from a config drive.
 *
 * @param type {@code nic} or {@code disk}
 * @param bus {@code pci}
 * @param address PCI address as the guest sees it, e.g. {@code 0000:01:00.0}
 * @param mac MAC address of a NIC, else empty
 * @param serial serial number of a disk, else empty
 * @param tag the tag
 */
public record DeviceTag(String type, String bus, String address, String mac, String serial, String tag) {}
