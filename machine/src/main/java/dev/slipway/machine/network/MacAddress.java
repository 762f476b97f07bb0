package dev.slipway.machine.network;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Hardware addresses that nobody chose: the same for the same name, so that a guest keeps its own over restarts. */
final class MacAddress {
    private MacAddress() {}

    /** Returns a unicast, locally administered address (IEEE 802-2014 §8.4) made from the words. */
    static String derived(String... words) {
        byte[] hash = digest(String.join("/", words));
        byte[] mac = Arrays.copyOf(hash, 6);
        mac[0] = (byte) ((mac[0] & 0xfc) | 0x02);
        return HexFormat.ofDelimiter(":").formatHex(mac);
    }

    /** Returns the address as the kernel prints it: lower case, colons. */
    static String normal(String mac) {
        return mac.toLowerCase(Locale.ROOT).replace('-', ':');
    }

    /** Returns the first {@code length} hexadecimal digits of the name's hash. */
    static String shortHash(String name, int length) {
        return HexFormat.of().formatHex(digest(name)).substring(0, length);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
