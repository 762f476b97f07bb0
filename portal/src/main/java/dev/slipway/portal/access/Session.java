package dev.slipway.portal.access;

import dev.slipway.portal.cluster.Identity;
import java.time.Instant;

/**
 * A signed-in browser.
 *
 * @param id 256 random bits in base64url; the value of the cookie
 * @param csrf 256 random bits in base64url that every form of this session carries
 * @param identity who it is
 * @param begun time of the sign-in
 * @param seen time of the last request
 * @param checked time when the account was last seen to exist
 */
record Session(String id, String csrf, Identity identity, Instant begun, Instant seen, Instant checked) {
    Session seen(Instant now) {
        return new Session(id, csrf, identity, begun, now, checked);
    }

    Session checked(Identity fresh, Instant now) {
        return new Session(id, csrf, fresh, begun, seen, now);
    }
}
