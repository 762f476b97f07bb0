package dev.slipway.portal.access;

import dev.slipway.portal.cluster.Identity;
import java.time.Instant;

/**
 * A signed-in browser.
 *
 * @param id 256 random bits in base64url
 * @param csrf what every form of this session carries: 256 bits in base64url that only the portal can tell from the id
 * @param identity who it is
 * @param begun time of the sign-in
 * @param sealed time of the last request of which its cookie knows
 * @param seen time of the last request
 * @param checked time when the account was last seen to exist
 */
record Session(
        String id, String csrf, Identity identity, Instant begun, Instant sealed, Instant seen, Instant checked) {
    Session seen(Instant now) {
        return new Session(id, csrf, identity, begun, sealed, now, checked);
    }

    Session checked(Identity fresh, Instant now) {
        return new Session(id, csrf, fresh, begun, sealed, seen, now);
    }

    /** Returns this session of the cookie with what this process remembers of it. */
    Session with(Session remembered) {
        Instant latest = remembered.seen.isAfter(seen) ? remembered.seen : seen;
        return new Session(id, csrf, remembered.identity, begun, sealed, latest, remembered.checked);
    }
}
