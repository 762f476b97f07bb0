package dev.slipway.portal.oidc;

import java.net.URI;
import java.time.Instant;

/**
 * A sign-in that a browser has begun and not ended.
 *
 * @param state what the provider must give back, so that nobody can end what another began
 * @param nonce what the provider's token must name
 * @param verifier the secret of PKCE (RFC 7636)
 * @param callback address of the portal to which the provider sends the browser
 * @param next where the browser wanted to go
 * @param begun when
 */
public record Attempt(String state, String nonce, String verifier, URI callback, String next, Instant begun) {}
