package dev.slipway.portal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What a cookie carries for the portal alone: compressed, encrypted and authenticated by AES-256-GCM, in base64url. */
final class Sealed {
    /** Browsers keep at least 4096 bytes of name, value and attributes (RFC 6265 §6.1). */
    static final int LONGEST = 3_900;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST_BYTES = 200_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Sealed() {}

    /** Writes what is to be sealed. */
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads what was sealed. */
    interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /**
     * Returns the cookie's value.
     *
     * @param purpose what it is, with a number that grows with the format; only who names the same one opens it
     */
    static String seal(String purpose, byte[] key, Writer writer) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, purpose, key, nonce, packed(writer))
                .orElseThrow(() -> new IllegalStateException("AES-GCM does not encrypt"));
        byte[] all = new byte[NONCE_BYTES + sealed.length];
        System.arraycopy(nonce, 0, all, 0, NONCE_BYTES);
        System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Returns what a cookie's value carries; empty unless the value was made with this key for this purpose. */
    static <T> Optional<T> open(String purpose, byte[] key, String value, Reader<T> reader) {
        return plain(purpose, key, value).map(plain -> unpacked(plain, reader));
    }

    /** Returns whether a value was made with this key for this purpose. */
    static boolean is(String purpose, byte[] key, String value) {
        return plain(purpose, key, value).isPresent();
    }

    private static Optional<byte[]> plain(String purpose, byte[] key, String value) {
        if (value.length() > LONGEST) {
            return Optional.empty();
        }
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
        if (all.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
        return run(Cipher.DECRYPT_MODE, purpose, key, nonce, Arrays.copyOfRange(all, NONCE_BYTES, all.length));
    }

    private static Optional<byte[]> run(int mode, String purpose, byte[] key, byte[] nonce, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.getBytes(UTF_8));
            return Optional.of(cipher.doFinal(bytes));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static byte[] packed(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            writer.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T unpacked(byte[] plain, Reader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(
                new InflaterInputStream(new ByteArrayInputStream(plain)).readNBytes(MOST_BYTES)))) {
            return reader.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("what the portal itself encrypted cannot be read", e);
        }
    }
}
