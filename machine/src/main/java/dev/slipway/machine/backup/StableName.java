package dev.slipway.machine.backup;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names of at most 63 characters that follow from others, the same at each look. */
public final class StableName {
    private static final int LONGEST = 63;
    private static final int HASH = 8;
    private static final int FNV_OFFSET = 0x811C9DC5;
    private static final int FNV_PRIME = 0x01000193;

    private StableName() {}

    /** Returns {@code base-suffix}, with a hash in place of what does not fit. */
    public static String of(String base, String suffix) {
        String whole = base + "-" + suffix;
        if (whole.length() <= LONGEST) {
            return whole;
        }
        int room = LONGEST - HASH - 2 - suffix.length();
        return base.substring(0, room) + "-" + hash(base) + "-" + suffix;
    }

    /** FNV-1a with 32 bits, which KubeVirt's parts put into names, of the texts one after the other; eight digits. */
    public static String hash(String... texts) {
        int hash = FNV_OFFSET;
        for (String text : texts) {
            for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (unit & 0xFF)) * FNV_PRIME;
            }
        }
        return HexFormat.of().toHexDigits(hash);
    }
}
