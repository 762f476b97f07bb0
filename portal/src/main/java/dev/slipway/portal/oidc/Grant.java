package dev.slipway.portal.oidc;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What a provider gave the portal for a session.
 *
 * @param refreshToken with it the provider says whether the session goes on; empty if it gave none
 * @param idToken what the provider said last, as it is told again at sign-out; may be empty
 * @param until time until which the provider's word holds
 */
public record Grant(String refreshToken, String idToken, Instant until) {
    public Grant {
        // cookies know milliseconds
        until = until.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns whether the provider can be asked again. */
    public boolean renewable() {
        return !refreshToken.isEmpty();
    }

    /** Returns this without what is only good for sign-out. */
    public Grant withoutIdToken() {
        return new Grant(refreshToken, "", until);
    }
}
