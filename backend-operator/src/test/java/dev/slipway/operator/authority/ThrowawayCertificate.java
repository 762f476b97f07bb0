package dev.slipway.operator.authority;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Certificates of an authority that nobody keeps. */
public final class ThrowawayCertificate {
    private ThrowawayCertificate() {}

    /** Returns the certificate of a server. */
    public static ServingCertificate of(String serverName) throws GeneralSecurityException {
        CertificateSigner signer = new CertificateSigner(Instant.now());
        KeyedCertificate authority = signer.authority("throwaway", Duration.ofDays(1));
        KeyedCertificate leaf = signer.leaf(authority, serverName, List.of(serverName), Duration.ofHours(1));
        return new ServingCertificate(leaf.certificatePem(), leaf.keyPem());
    }
}
