package dev.slipway.importer.run;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the bytes of a file, as downloaded, must add up to.
 *
 * @param algorithm as CDI names it: md5, sha1, sha256, sha512
 * @param hex lower-case hexadecimal digits
 */
public record Checksum(String algorithm, String hex) {
    private static final Map<String, String> ALGORITHMS =
            Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256", "sha512", "SHA-512");
    private static final Map<String, Integer> DIGITS = Map.of("md5", 32, "sha1", 40, "sha256", 64, "sha512", 128);
    private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

    /** Reads {@code algorithm:hex}; throws {@link IllegalArgumentException} with the way out. */
    public static Checksum parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split(":", 2);
        if (parts.length != 2 || !ALGORITHMS.containsKey(parts[0])) {
            throw new IllegalArgumentException(
                    "write md5, sha1, sha256 or sha512, a colon, and the hexadecimal digits");
        }
        int digits = DIGITS.getOrDefault(parts[0], 0);
        if (parts[1].length() != digits || !HEX.matcher(parts[1]).matches()) {
            throw new IllegalArgumentException("a " + parts[0] + " checksum has " + digits + " hexadecimal digits");
        }
        return new Checksum(parts[0], parts[1]);
    }

    MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(ALGORITHMS.get(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
