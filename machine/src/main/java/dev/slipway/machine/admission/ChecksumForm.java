package dev.slipway.machine.admission;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The form {@code algorithm:hex} in which the checksum of a disk is given. Source: CDI {@code checksum.go}. */
final class ChecksumForm {
    private static final Map<String, Integer> HEX_LENGTHS = Map.of("md5", 32, "sha1", 40, "sha256", 64, "sha512", 128);

    private ChecksumForm() {}

    /** Returns what is wrong with it, or nothing; an empty one asks for no check. */
    static Optional<String> problem(String given) {
        String checksum = given.strip();
        if (checksum.isEmpty()) {
            return Optional.empty();
        }
        int colon = checksum.indexOf(':');
        if (colon < 0) {
            return Optional.of("invalid checksum format: expected 'algorithm:hash', got '" + checksum + "'");
        }
        String algorithm = checksum.substring(0, colon).strip().toLowerCase(Locale.ROOT);
        String hash = checksum.substring(colon + 1).strip();
        Integer length = HEX_LENGTHS.get(algorithm);
        if (length == null) {
            return Optional.of("unsupported hash algorithm '" + algorithm
                    + "': supported algorithms are: md5, sha1, sha256, sha512");
        }
        if (hash.length() != length) {
            return Optional.of("invalid " + algorithm + " hash length: expected " + length + " hex characters, got "
                    + hash.length());
        }
        return hash.matches("[0-9A-Fa-f]*")
                ? Optional.empty()
                : Optional.of("invalid " + algorithm + " hash: it has letters that are no hex characters");
    }
}
