package dev.slipway.portal.access;

import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.oidc.Grant;
import java.time.Instant;
import java.util.Optional;

/**
 * A signed-in browser.
 *
 * @param id 256 random bits in base64url
 * @param csrf what every form of this session carries: 256 bits in base64url that only the portal can tell from the id
 * @param identity who it is
 * @param grant what the provider gave that signed in the user; empty for an account of the portal's own
 * @param begun time of the sign-in
 * @param sealed time of the last request of which its cookie knows
 * @param seen time of the last request
 * @param checked time when the account or the provider was last asked
 */
public record Session(
        String id,
        String csrf,
        Identity identity,
        Optional<Grant> grant,
        Instant begun,
        Instant sealed,
        Instant seen,
        Instant checked) {
    Session seen(Instant now) {
        return new Session(id, csrf, identity, grant, begun, sealed, now, checked);
    }

    Session checked(Identity fresh, Instant now) {
        return new Session(id, csrf, fresh, grant, begun, sealed, seen, now);
    }

    /** Returns this session with what the provider gave now; its cookie does not know of that yet. */
    Session renewed(Identity fresh, Grant given, Instant now) {
        return new Session(id, csrf, fresh, Optional.of(given), begun, Instant.EPOCH, seen, now);
    }

    Session withoutIdToken() {
        return new Session(id, csrf, identity, grant.map(Grant::withoutIdToken), begun, sealed, seen, checked);
    }

    /** Returns this session of the cookie with what this process remembers of it. */
    Session with(Session remembered) {
        Instant latest = remembered.seen.isAfter(seen) ? remembered.seen : seen;
        boolean older = until().isBefore(remembered.until());
        boolean newer = remembered.until().isBefore(until());
        // another replica asked the provider since: its cookie knows better
        return newer
                ? new Session(id, csrf, identity, grant, begun, sealed, latest, remembered.checked)
                : new Session(
                        id,
                        csrf,
                        remembered.identity,
                        remembered.grant,
                        begun,
                        older ? Instant.EPOCH : sealed,
                        latest,
                        remembered.checked);
    }

    private Instant until() {
        return grant.map(Grant::until).orElse(Instant.MAX);
    }
}
