package dev.slipway.portal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.cluster.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The value of a session's cookie: what a session is, encrypted and authenticated by AES-256-GCM, in base64url. */
final class SessionSeal {
    /** Browsers keep at least 4096 bytes of name, value and attributes (RFC 6265 §6.1). */
    static final int LONGEST = 3_900;

    private static final byte[] PURPOSE = "slipway session 1".getBytes(UTF_8);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MOST_GROUPS = 1_000;
    private static final int MOST_BYTES = 200_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private SessionSeal() {}

    /** Returns the cookie's value. */
    static String seal(Session session, byte[] key) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, key, nonce, packed(session))
                .orElseThrow(() -> new IllegalStateException("AES-GCM does not encrypt"));
        byte[] all = new byte[NONCE_BYTES + sealed.length];
        System.arraycopy(nonce, 0, all, 0, NONCE_BYTES);
        System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Returns the session of a cookie's value; empty unless the value was made with this key. */
    static Optional<Session> open(String value, byte[] key) {
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
        byte[] nonce = java.util.Arrays.copyOf(all, NONCE_BYTES);
        byte[] sealed = java.util.Arrays.copyOfRange(all, NONCE_BYTES, all.length);
        return run(Cipher.DECRYPT_MODE, key, nonce, sealed).map(plain -> unpacked(plain, key));
    }

    /** Returns the token that forms of a session carry. */
    static String csrf(String id, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(("form " + id).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    private static Optional<byte[]> run(int mode, byte[] key, byte[] nonce, byte[] bytes) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(PURPOSE);
            return Optional.of(cipher.doFinal(bytes));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static byte[] packed(Session session) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeUTF(session.id());
            out.writeLong(session.begun().toEpochMilli());
            out.writeLong(session.seen().toEpochMilli());
            out.writeUTF(session.identity().user());
            out.writeInt(session.identity().groups().size());
            for (String group : session.identity().groups()) {
                out.writeUTF(group);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static Session unpacked(byte[] plain, byte[] key) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(
                new InflaterInputStream(new ByteArrayInputStream(plain)).readNBytes(MOST_BYTES)))) {
            String id = in.readUTF();
            Instant begun = Instant.ofEpochMilli(in.readLong());
            Instant seen = Instant.ofEpochMilli(in.readLong());
            String user = in.readUTF();
            int count = Math.min(in.readInt(), MOST_GROUPS);
            List<String> groups = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                groups.add(in.readUTF());
            }
            return new Session(id, csrf(id, key), new Identity(user, groups), begun, seen, seen, Instant.EPOCH);
        } catch (IOException e) {
            throw new UncheckedIOException("what the portal itself encrypted cannot be read", e);
        }
    }
}
