package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Authenticator;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.Credentials;
import dev.slipway.standalone.apiserver.status.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the caller by bearer token or client certificate, then lets it act as another where it may. */
public final class RequestAuthenticator implements Authenticator {
    private static final String AUTHENTICATED = "system:authenticated";
    /** How browsers, which cannot set headers on a websocket, send a token: as one of its subprotocols. */
    private static final String WEBSOCKET_TOKEN = "base64url.bearer.authorization.k8s.io.";

    private final TokenAuthenticator tokens;
    private final Impersonation impersonation;

    public RequestAuthenticator(TokenAuthenticator tokens, Authorizer authorizer) {
        this.tokens = tokens;
        this.impersonation = new Impersonation(authorizer);
    }

    @Override
    public Caller authenticate(Credentials credentials) {
        return impersonation.apply(caller(credentials), credentials.headers());
    }

    private Caller caller(Credentials credentials) {
        Optional<String> token = bearer(credentials.headers().get("Authorization"))
                .or(() -> websocket(credentials.headers().get("Sec-WebSocket-Protocol")));
        if (token.isPresent()) {
            return tokens.authenticate(token.get(), List.of())
                    .map(RequestAuthenticator::authenticated)
                    .orElseThrow(() -> Problem.unauthorized().exception());
        }
        return credentials
                .clientCertificate()
                .map(ClientCertificate::caller)
                .map(RequestAuthenticator::authenticated)
                .orElse(Caller.ANONYMOUS);
    }

    private static Optional<String> bearer(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
            return Optional.empty();
        }
        return Optional.of(authorization.substring("Bearer ".length()).strip()).filter(token -> !token.isEmpty());
    }

    private static Optional<String> websocket(@Nullable String protocols) {
        if (protocols == null) {
            return Optional.empty();
        }
        return Arrays.stream(protocols.split(","))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(WEBSOCKET_TOKEN))
                .map(protocol -> decode(protocol.substring(WEBSOCKET_TOKEN.length())))
                .findFirst();
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.unauthorized().exception();
        }
    }

    private static Caller authenticated(Caller caller) {
        if (caller.groups().contains(AUTHENTICATED)) {
            return caller;
        }
        List<String> groups = new ArrayList<>(caller.groups());
        groups.add(AUTHENTICATED);
        return new Caller(caller.name(), caller.uid(), groups, caller.extra());
    }
}
