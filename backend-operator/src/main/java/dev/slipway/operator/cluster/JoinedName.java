package dev.slipway.operator.cluster;

import java.nio.charset.StandardCharsets;

/** Names made of two, as KubeVirt makes them: {@code pkg/util/naming} of v1.9.0. */
public final class JoinedName {
    private static final int LONGEST_LABEL = 63;

    private JoinedName() {}

    /** Returns two names in one, cut and with a mark of what was cut if that is too long for a label. */
    public static String of(String base, String suffix) {
        String name = base + "-" + suffix;
        if (name.length() <= LONGEST_LABEL) {
            return name;
        }
        int left = LONGEST_LABEL - 10 - suffix.length();
        return left > 0
                ? base.substring(0, left) + "-" + fnv(base) + "-" + suffix
                : base.substring(0, Math.min(base.length(), LONGEST_LABEL - 9)) + "-" + fnv(name);
    }

    /** FNV-1a of 32 bits. */
    private static String fnv(String text) {
        int hash = 0x811c9dc5;
        for (byte part : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (part & 0xff)) * 0x01000193;
        }
        return "%08x".formatted(hash);
    }
}
