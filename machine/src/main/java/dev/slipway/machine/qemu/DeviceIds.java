package dev.slipway.machine.qemu;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** The ids that a guest's devices have in QEMU; who changes a running guest through QMP finds them by these. */
public final class DeviceIds {
    /** {@code BlockDriverState.node_name} has room for 31 characters. */
    private static final int NODE_NAME = 31;

    private DeviceIds() {}

    /** Returns the id of the device of a disk, CD-ROM or LUN, by its name in {@code devices.disks}. */
    public static String disk(String name) {
        return "disk-" + name;
    }

    /** Returns the name of the block node behind a disk, by its name in {@code devices.disks}. */
    public static String node(String name) {
        String plain = "node-" + name;
        if (plain.length() <= NODE_NAME) {
            return plain;
        }
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        String hash = HexFormat.of().toHexDigits((int) crc.getValue());
        return plain.substring(0, NODE_NAME - 1 - hash.length()) + "-" + hash;
    }

    /** Returns the id of the device of a network interface, by its name in {@code devices.interfaces}. */
    public static String nic(String name) {
        return "nic-" + name;
    }

    /** Returns the id of the host side of a network interface. */
    public static String netdev(String name) {
        return "net-" + name;
    }

    /** Returns the id of the root port or bus that a device may be plugged into, by its number from 1. */
    public static String port(int number) {
        return "port-" + number;
    }
}
