package dev.slipway.standalone.apiserver.request;

import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * What a request brings to say who sends it.
 *
 * @param headers all request headers, e.g. {@code Authorization} and {@code Impersonate-User}
 * @param clientCertificate of the TLS connection, verified against the server's client authority
 * @param remoteAddress of the peer, without port
 */
public record Credentials(MultiMap headers, Optional<X509Certificate> clientCertificate, String remoteAddress) {}
