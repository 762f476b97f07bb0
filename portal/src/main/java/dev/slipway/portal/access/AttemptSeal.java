package dev.slipway.portal.access;

import dev.slipway.portal.oidc.Attempt;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** The value of the cookie that remembers a sign-in while the browser is at the provider. */
final class AttemptSeal {
    private static final String PURPOSE = "slipway sign-in 1";

    private AttemptSeal() {}

    /** Returns the cookie's value. */
    static String seal(Attempt attempt, byte[] key) {
        return Sealed.seal(PURPOSE, key, out -> {
            out.writeUTF(attempt.state());
            out.writeUTF(attempt.nonce());
            out.writeUTF(attempt.verifier());
            out.writeUTF(attempt.callback().toString());
            out.writeUTF(attempt.next());
            out.writeLong(attempt.begun().toEpochMilli());
        });
    }

    /** Returns the sign-in of a cookie's value; empty unless the value was made with this key. */
    static Optional<Attempt> open(String value, byte[] key) {
        return Sealed.open(
                PURPOSE,
                key,
                value,
                in -> new Attempt(
                        in.readUTF(),
                        in.readUTF(),
                        in.readUTF(),
                        URI.create(in.readUTF()),
                        in.readUTF(),
                        Instant.ofEpochMilli(in.readLong())));
    }
}
