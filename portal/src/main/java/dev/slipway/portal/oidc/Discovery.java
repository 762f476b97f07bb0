package dev.slipway.portal.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** What the provider says of itself at {@code .well-known/openid-configuration}, read at first use and again from time to time. */
final class Discovery {
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int CONNECT_MILLIS = 3_000;
    private static final int READ_MILLIS = 10_000;
    private static final int MOST_BYTES = 1_000_000;

    private final OidcSettings settings;
    private final Clock clock;
    private @Nullable Known known;
    private Instant read = Instant.EPOCH;

    Discovery(OidcSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** A provider that was found. */
    record Known(OIDCProviderMetadata metadata, IDTokenValidator validator, SSLSocketFactory trust) {
        void configure(HTTPRequest request) {
            Discovery.configure(request, trust);
        }
    }

    /** Returns the provider. Throws {@link ProviderFailure} if it cannot be found now and never was. */
    synchronized Known known() {
        Known before = known;
        Instant now = clock.instant();
        if (before != null && now.isBefore(read.plus(KEPT))) {
            return before;
        }
        try {
            Known fresh = find();
            known = fresh;
            read = now;
            return fresh;
        } catch (ProviderFailure e) {
            if (before == null) {
                throw e;
            }
            return before;
        }
    }

    private Known find() {
        String issuer = settings.issuer().orElse("");
        SSLSocketFactory trust = Trust.of(settings);
        try {
            OIDCProviderMetadata metadata = OIDCProviderMetadata.resolve(
                    new Issuer(issuer), (HTTPRequest request) -> configure(request, trust));
            return new Known(metadata, validator(metadata, trust), trust);
        } catch (IOException e) {
            throw ProviderFailure.silent(settings, e);
        } catch (GeneralException e) {
            throw new ProviderFailure(
                    "The address " + issuer + " is not that of a provider for OpenID Connect: "
                            + Provider.printable(String.valueOf(e.getMessage()))
                            + ". An admin has to set it as the provider's tokens name it (oidc.issuer).",
                    e);
        }
    }

    private IDTokenValidator validator(OIDCProviderMetadata metadata, SSLSocketFactory trust) throws IOException {
        var keys = JWKSourceBuilder.<SecurityContext>create(
                        metadata.getJWKSetURI().toURL(),
                        new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, MOST_BYTES, true, trust))
                .retrying(true)
                .build();
        // only signatures that nobody but the provider can make: none and those by the client's secret are left out
        Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(JWSAlgorithm.Family.SIGNATURE);
        if (metadata.getIDTokenJWSAlgs() != null) {
            algorithms.retainAll(metadata.getIDTokenJWSAlgs());
        }
        return new IDTokenValidator(
                metadata.getIssuer(),
                new ClientID(settings.clientId()),
                new JWSVerificationKeySelector<>(algorithms, keys),
                null);
    }

    private static void configure(HTTPRequest request, SSLSocketFactory trust) {
        request.setConnectTimeout(CONNECT_MILLIS);
        request.setReadTimeout(READ_MILLIS);
        request.setSSLSocketFactory(trust);
        request.setFollowRedirects(false);
    }
}
