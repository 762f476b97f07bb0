package dev.slipway.machine.cloudinit;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The two hierarchies of directories that an image has, over the same files. */
enum IsoNaming {
    /** ECMA-119 names with the true name in Rock Ridge's system use entries. */
    ROCK_RIDGE(StandardCharsets.US_ASCII) {
        @Override
        byte[] name(IsoTree.Node node) {
            String version = node instanceof IsoTree.File ? ";1" : "";
            return (node.shortName() + version).getBytes(StandardCharsets.US_ASCII);
        }
    },
    /** Names of up to 64 UTF-16 units in a supplementary volume. */
    JOLIET(StandardCharsets.UTF_16BE) {
        @Override
        byte[] name(IsoTree.Node node) {
            String name = node.name();
            String kept = name.length() <= JOLIET_CHARACTERS
                    ? name
                    : name.substring(0, JOLIET_CHARACTERS - 13) + "~" + node.shortName();
            String allowed = kept.replaceAll("[*/:;?\\\\\\p{Cntrl}]", "_");
            return allowed.getBytes(StandardCharsets.UTF_16BE);
        }
    };

    private static final int JOLIET_CHARACTERS = 64;

    private final Charset charset;

    IsoNaming(Charset charset) {
        this.charset = charset;
    }

    /** Returns the name in the directory record. */
    abstract byte[] name(IsoTree.Node node);

    /** Returns a directory's children in the order of their records. */
    List<IsoTree.Node> sorted(IsoTree.Directory directory) {
        return directory.children().stream()
                .sorted(Comparator.comparing(this::name, Arrays::compareUnsigned))
                .toList();
    }

    /** Returns a text of a volume descriptor, filled up with spaces. */
    byte[] padded(String value, int length) {
        int unit = this == JOLIET ? 2 : 1;
        String kept = value.substring(0, Math.min(value.length(), length / unit));
        byte[] text = (kept + " ".repeat(length / unit - kept.length())).getBytes(charset);
        // A field of odd length cannot end with a whole UCS-2 character
        return Arrays.copyOf(text, length);
    }
}
