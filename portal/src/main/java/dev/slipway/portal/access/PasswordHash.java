package dev.slipway.portal.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A password as it is kept: {@code pbkdf2-sha512$iterations$salt$hash}, salt and hash in base64. */
final class PasswordHash {
    /** OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512. */
    static final int ITERATIONS = 210_000;

    /**
     * For passwords that a random generator made and that have 64 bits or more: nobody can try them all, however fast, so
     * that these keep the first start from waiting for what protects only passwords that people think of.
     */
    static final int ITERATIONS_FOR_RANDOM = 10_000;

    private static final String SCHEME = "pbkdf2-sha512";
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** Returns the hash of a new password, with a fresh salt. */
    static PasswordHash of(String password) {
        return of(password, ITERATIONS);
    }

    /** Returns the hash of a new password that a random generator made, with a fresh salt. */
    static PasswordHash ofRandom(String password) {
        return of(password, ITERATIONS_FOR_RANDOM);
    }

    /** Returns a hash that no known password has; to compare with it takes as long as with any other. */
    static PasswordHash ofNothing() {
        return new PasswordHash(ITERATIONS, random(16), random(BYTES));
    }

    private static PasswordHash of(String password, int iterations) {
        byte[] salt = random(16);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations, BYTES));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Returns the hash that a text says, if it is one. */
    static Optional<PasswordHash> parse(String text) {
        String[] parts = text.strip().split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return Optional.empty();
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            boolean usable = iterations > 0 && iterations <= MOST_ITERATIONS && salt.length > 0 && hash.length >= 16;
            return usable ? Optional.of(new PasswordHash(iterations, salt, hash)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Returns whether this is the hash of {@code password}; takes the same time for every wrong one. */
    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations, hash.length));
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] derive(String password, byte[] salt, int iterations, int bytes) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, iterations, bytes * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(key)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
        } finally {
            key.clearPassword();
        }
    }
}
