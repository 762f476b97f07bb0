package dev.slipway.operator.template;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names, labels and finalizers around templates. Source: virt-template v0.2.0, {@code api} and {@code internal/apimachinery}. */
final class TemplateNames {
    /** Finalizer of requests: the snapshot goes before they do. */
    static final String FINALIZER = "template.kubevirt.io/SnapshotCleanup";

    /** Label of all that was made for a request: its uid. */
    static final String REQUEST = "template.kubevirt.io/RequestUID";

    /** What labels of the system begin with, which users cannot set. */
    static final String RESERVED = "template.kubevirt.io/";

    private static final int HASH_LENGTH = 8;
    private static final int LONGEST_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

    private TemplateNames() {}

    /** Returns a name that begins as {@code base} does, is a DNS label, and is the same for the same words each time. */
    static String stable(String base, String... more) {
        String hash = hash(base, more);
        String start = base.isEmpty() || base.charAt(0) < 'a' || base.charAt(0) > 'z' ? "x-" + base : base;
        String cut = start.substring(0, Math.min(start.length(), LONGEST_LABEL - HASH_LENGTH - 1));
        String name = cut.replaceFirst("-+$", "") + "-" + hash;
        return LABEL.matcher(name).matches() ? name : "obj-" + hash;
    }

    /** FNV-1a of 32 bits, in hexadecimal digits. */
    private static String hash(String base, String... more) {
        int hash = 0x811c9dc5;
        for (byte octet : (base + String.join("", more)).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x01000193;
        }
        return HexFormat.of().toHexDigits(hash);
    }
}
