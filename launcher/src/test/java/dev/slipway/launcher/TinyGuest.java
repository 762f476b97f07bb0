package dev.slipway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A guest of one boot sector: says {@code ready} on the first serial port and echoes what it reads there. It switches off
 * when the power button is pressed (ACPI PM1, ports 0x600 to 0x604 of q35) or on {@code .}; {@code !} panics (pvpanic, port
 * 0x505), {@code @} resets (port 0xcf9), {@code #} writes 64 KiB of {@code x}.
 */
public final class TinyGuest {
    /** 16-bit code at 0x7c00; polls serial port and power button between halts. */
    private static final String CODE = """
            fa31c08ed8ba0206b80001efbe7f7cac84c07405e82f00ebf6fbf4faba0006ed\
            f6c4017543bafd03eca80174ecbaf803ec3c21743b3c2e742f3c23741a3c4074\
            37e80200ebd588c4bafd03eca82074fb88e0baf803eec3bb010031c9b078e8e5\
            ffe2f94b75f4ebb1ba0406b80020eff4ba0505b001eeeba1baf90cb006eef472\
            656164790d0a0000""";

    /** Smaller disks are no boot disks for SeaBIOS. */
    private static final int DISK_BYTES = 1024 * 1024;

    private TinyGuest() {}

    /** Returns a new raw disk image in {@code directory} that boots this guest. */
    public static Path disk(Path directory) throws IOException {
        byte[] disk = Arrays.copyOf(HexFormat.of().parseHex(CODE), DISK_BYTES);
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        return Files.write(directory.resolve("guest.img"), disk);
    }
}
