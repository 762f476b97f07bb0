package dev.slipway.portal.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationErrorResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The provider of identities, if there is one: where it sends browsers, what it says of users. */
@Singleton
public class Provider {
    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(10);
    private static final int LONGEST_WORD = 300;

    private final OidcSettings settings;
    private final Discovery discovery;
    private final Clock clock = Clock.systemUTC();

    Provider(OidcSettings settings) {
        this.settings = settings;
        this.discovery = new Discovery(settings, clock);
    }

    /** Returns what users call the provider; empty if there is none. */
    public Optional<String> name() {
        return settings.issuer().map(_ -> settings.name());
    }

    /** Returns the address of a page of the portal as the provider knows it. */
    public URI address(URI asked, String path) {
        URI portal = settings.portalAddress().orElse(asked);
        return URI.create(portal.getScheme() + "://" + portal.getRawAuthority() + path);
    }

    /** Returns a new sign-in with fresh secrets. */
    public Attempt attempt(URI callback, String next) {
        return new Attempt(
                new State().getValue(),
                new Nonce().getValue(),
                new CodeVerifier().getValue(),
                callback,
                next,
                clock.instant());
    }

    /** Returns where the browser has to go to sign in. Throws {@link ProviderFailure} if the provider cannot be asked. */
    public URI door(Attempt attempt) {
        Scope scope = new Scope("openid");
        settings.scopes().forEach(scope::add);
        return new AuthenticationRequest.Builder(
                        new ResponseType(ResponseType.Value.CODE), scope, client(), attempt.callback())
                .endpointURI(discovery.known().metadata().getAuthorizationEndpointURI())
                .state(new State(attempt.state()))
                .nonce(new Nonce(attempt.nonce()))
                .codeChallenge(new CodeVerifier(attempt.verifier()), CodeChallengeMethod.S256)
                .build()
                .toURI();
    }

    /** Ends a sign-in with what the provider gave the browser along. */
    public ProviderAnswer enter(Attempt attempt, URI answered) {
        if (attempt.begun().plus(LONGEST_ATTEMPT).isBefore(clock.instant())) {
            return new ProviderAnswer.Refused("This sign-in took more than " + LONGEST_ATTEMPT.toMinutes()
                    + " minutes, so it is not good any more. Begin again.");
        }
        AuthenticationResponse response;
        try {
            response = AuthenticationResponseParser.parse(answered);
        } catch (ParseException _) {
            return new ProviderAnswer.Refused("The provider sent you back without an answer. Begin again.");
        }
        if (response.getState() == null
                || !attempt.state().equals(response.getState().getValue())) {
            return new ProviderAnswer.Refused(
                    "This answer of the provider belongs to another sign-in, perhaps in another tab. Begin again.");
        }
        if (response.getIssuer() != null
                && !response.getIssuer().getValue().equals(settings.issuer().orElse(""))) {
            return new ProviderAnswer.Refused(
                    "The answer comes from " + printable(response.getIssuer().getValue())
                            + ", which is not the provider of this portal, so nobody was signed in.");
        }
        if (response instanceof AuthenticationErrorResponse error) {
            return new ProviderAnswer.Refused(said(error.getErrorObject()) + " Begin again, or ask an admin.");
        }
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        if (code == null) {
            return new ProviderAnswer.Refused("The provider sent you back without an answer. Begin again.");
        }
        return ask(
                new AuthorizationCodeGrant(code, attempt.callback(), new CodeVerifier(attempt.verifier())),
                new Nonce(attempt.nonce()),
                new Grant("", "", Instant.EPOCH),
                Optional.empty());
    }

    /** Asks whether a session goes on, and for the groups of now. */
    public ProviderAnswer renew(dev.slipway.portal.cluster.Identity identity, Grant grant) {
        return ask(new RefreshTokenGrant(new RefreshToken(grant.refreshToken())), null, grant, Optional.of(identity));
    }

    /** Returns where a browser has to go to sign out at the provider, too; empty if the provider has no such place or does not answer. */
    public Optional<URI> exit(Grant grant, URI back) {
        try {
            URI endpoint = discovery.known().metadata().getEndSessionEndpointURI();
            if (endpoint == null) {
                return Optional.empty();
            }
            var hint = grant.idToken().isEmpty() ? null : com.nimbusds.jwt.JWTParser.parse(grant.idToken());
            return Optional.of(new LogoutRequest(endpoint, hint, null, client(), back, null, null).toURI());
        } catch (ProviderFailure | java.text.ParseException _) {
            return Optional.empty();
        }
    }

    private ProviderAnswer ask(
            AuthorizationGrant what,
            @Nullable Nonce nonce,
            Grant before,
            Optional<dev.slipway.portal.cluster.Identity> known) {
        try {
            Discovery.Known provider = discovery.known();
            URI endpoint = provider.metadata().getTokenEndpointURI();
            TokenRequest request = settings.clientSecret()
                    .map(secret -> new TokenRequest.Builder(
                            endpoint, new ClientSecretBasic(client(), new Secret(secret)), what))
                    .orElseGet(() -> new TokenRequest.Builder(endpoint, client(), what))
                    .build();
            var http = request.toHTTPRequest();
            provider.configure(http);
            HTTPResponse answer = http.send();
            var parsed = OIDCTokenResponseParser.parse(answer);
            if (!parsed.indicatesSuccess()) {
                ErrorObject error = parsed.toErrorResponse().getErrorObject();
                return answer.getStatusCode() >= 500
                        ? new ProviderAnswer.Unavailable(said(error) + " Try again in a minute.")
                        : new ProviderAnswer.Refused(said(error) + " Begin again, or ask an admin.");
            }
            return new Tokens(provider.validator(), ClaimedIdentity.Rules.of(settings), clock.instant())
                    .answer((OIDCTokenResponse) parsed.toSuccessResponse(), nonce, before, known);
        } catch (ProviderFailure e) {
            return new ProviderAnswer.Unavailable(e.sentence());
        } catch (IOException e) {
            return new ProviderAnswer.Unavailable(
                    ProviderFailure.silent(settings, e).sentence());
        } catch (ParseException e) {
            return new ProviderAnswer.Unavailable("The provider answered in a way that is not OpenID Connect: "
                    + printable(String.valueOf(e.getMessage())) + ".");
        }
    }

    private ClientID client() {
        return new ClientID(settings.clientId());
    }

    private static String said(@Nullable ErrorObject error) {
        if (error == null) {
            return "The provider refused the sign-in without a reason.";
        }
        String description = error.getDescription();
        return "The provider refused: "
                + printable(
                        description == null || description.isBlank() ? String.valueOf(error.getCode()) : description)
                + ".";
    }

    static String printable(String words) {
        String clean = words.replaceAll("\\p{Cntrl}", " ").strip().replaceAll("\\.+$", "");
        return clean.length() > LONGEST_WORD ? clean.substring(0, LONGEST_WORD) + "…" : clean;
    }
}
