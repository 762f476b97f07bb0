package dev.slipway.portal.oidc;

import dev.slipway.portal.cluster.Identity;

/** What came of asking a provider about a user. */
public sealed interface ProviderAnswer {
    /** It is this user, for now. */
    record Known(Identity identity, Grant grant) implements ProviderAnswer {}

    /** Nobody is signed in by it; the sentence says why. */
    record Refused(String sentence) implements ProviderAnswer {}

    /** The provider does not answer as one does; the sentence says what it did. */
    record Unavailable(String sentence) implements ProviderAnswer {}
}
