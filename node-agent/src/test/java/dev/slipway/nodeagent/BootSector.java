package dev.slipway.nodeagent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A guest of one boot sector: for each byte that it gets on its first serial line it reads the beginning of its second disk and
 * says what there is of a disk of figures, the signature and the text up to a zero, and then ASCII's end of transmission. If the
 * BIOS cannot read, it says {@code !}.
 */
final class BootSector {
    /** End of an answer. */
    static final char END = 4;

    /** 16-bit code at 0x7c00; polls the serial port, reads eight sectors of drive 0x81 by int 0x13, function 0x42. */
    private static final String CODE = """
            fa31c08ed88ec08ed0bc007cfbbafd03eca80174fbbaf803ecbe5a7cb442b281\
            cd137219be0080b90400ace81b00e2fabe1080ac84c0740ae80e00ebf6b021e8\
            0700b004e80200ebc488c4bafd03eca82074fb88e0baf803eec3100008000080\
            00000000000000000000""";

    private BootSector() {}

    /** Writes a raw disk image that boots it. */
    static void write(Path image) throws IOException {
        byte[] disk = Arrays.copyOf(HexFormat.of().parseHex(CODE), 1024 * 1024);
        disk[510] = 0x55;
        disk[511] = (byte) 0xaa;
        Files.write(image, disk);
    }
}
