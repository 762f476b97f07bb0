package dev.slipway.portal.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.oidc.Grant;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The value of a session's cookie: what a session is, sealed. */
final class SessionSeal {
    private static final String PURPOSE = "slipway session 2";

    /** The format without what a provider gave. */
    private static final String OUTDATED = "slipway session 1";

    private static final int MOST_GROUPS = 1_000;

    private SessionSeal() {}

    /** Returns the cookie's value. */
    static String seal(Session session, byte[] key) {
        return Sealed.seal(PURPOSE, key, out -> write(session, out));
    }

    /** Returns the session of a cookie's value; empty unless the value was made with this key. */
    static Optional<Session> open(String value, byte[] key) {
        return Sealed.open(PURPOSE, key, value, in -> read(in, key));
    }

    /** Returns whether a value was made with this key, but by an older portal. */
    static boolean outdated(String value, byte[] key) {
        return Sealed.is(OUTDATED, key, value);
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

    private static void write(Session session, DataOutputStream out) throws IOException {
        out.writeUTF(session.id());
        out.writeLong(session.begun().toEpochMilli());
        out.writeLong(session.seen().toEpochMilli());
        out.writeUTF(session.identity().user());
        out.writeInt(session.identity().groups().size());
        for (String group : session.identity().groups()) {
            out.writeUTF(group);
        }
        out.writeBoolean(session.grant().isPresent());
        if (session.grant().isPresent()) {
            Grant grant = session.grant().get();
            out.writeUTF(grant.refreshToken());
            out.writeUTF(grant.idToken());
            out.writeLong(grant.until().toEpochMilli());
        }
    }

    private static Session read(DataInputStream in, byte[] key) throws IOException {
        String id = in.readUTF();
        Instant begun = Instant.ofEpochMilli(in.readLong());
        Instant seen = Instant.ofEpochMilli(in.readLong());
        String user = in.readUTF();
        int count = Math.min(in.readInt(), MOST_GROUPS);
        List<String> groups = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            groups.add(in.readUTF());
        }
        Optional<Grant> grant = in.readBoolean()
                ? Optional.of(new Grant(in.readUTF(), in.readUTF(), Instant.ofEpochMilli(in.readLong())))
                : Optional.empty();
        return new Session(id, csrf(id, key), new Identity(user, groups), grant, begun, seen, seen, Instant.EPOCH);
    }
}
