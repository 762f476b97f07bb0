package dev.slipway.portal.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.slipway.portal.cluster.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a provider's tokens: the user by the signed one, and until when all of it holds. */
record Tokens(IDTokenValidator validator, ClaimedIdentity.Rules rules, Instant now) {
    /** Groups are asked for again at least this often, however long tokens last. */
    private static final Duration LONGEST_WORD = Duration.ofMinutes(15);

    /**
     * Returns what tokens say.
     *
     * @param nonce what the first token must name; later ones need not
     * @param before what the provider gave before
     * @param known the user so far, who stays if the provider sends no new token about the user
     */
    ProviderAnswer answer(OIDCTokenResponse response, @Nullable Nonce nonce, Grant before, Optional<Identity> known) {
        OIDCTokens tokens = response.getOIDCTokens();
        JWT idToken = tokens.getIDToken();
        if (idToken == null) {
            return known.<ProviderAnswer>map(identity ->
                            new ProviderAnswer.Known(identity, grant(tokens, before, before.idToken(), now)))
                    .orElse(new ProviderAnswer.Refused(
                            "The provider gave no token about you. Its client must allow the scope \"openid\"."));
        }
        IDTokenClaimsSet claims;
        try {
            claims = validator.validate(idToken, nonce);
        } catch (BadJOSEException | JOSEException e) {
            return new ProviderAnswer.Refused("The provider's token about you cannot be trusted: "
                    + Provider.printable(String.valueOf(e.getMessage())) + ". Begin again, or ask an admin.");
        }
        return switch (ClaimedIdentity.of(claims.toJSONObject(), rules)) {
            case ClaimedIdentity.Refused refused -> new ProviderAnswer.Refused(refused.sentence());
            case ClaimedIdentity.Accepted accepted ->
                new ProviderAnswer.Known(
                        accepted.identity(),
                        grant(
                                tokens,
                                before,
                                idToken.getParsedString(),
                                claims.getExpirationTime().toInstant()));
        };
    }

    private Grant grant(OIDCTokens tokens, Grant before, String idToken, Instant idTokenEnd) {
        String refresh = tokens.getRefreshToken() == null
                ? before.refreshToken()
                : tokens.getRefreshToken().getValue();
        if (refresh.isEmpty()) {
            return new Grant("", idToken, idTokenEnd);
        }
        long seconds = tokens.getAccessToken().getLifetime();
        Instant end = seconds > 0 ? now.plusSeconds(seconds) : idTokenEnd;
        Instant latest = now.plus(LONGEST_WORD);
        return new Grant(refresh, idToken, end.isBefore(latest) ? end : latest);
    }
}
