package dev.slipway.operator.authority;

import java.util.Arrays;

/**
 * A certificate of a server with its key, as PEM.
 *
 * @param certificatePem the certificate
 * @param keyPem its key, PKCS #8
 */
@SuppressWarnings("ArrayRecordComponent") // compared by sameAs
public record ServingCertificate(byte[] certificatePem, byte[] keyPem) {
    /** Returns whether both are the same certificate. */
    public boolean sameAs(ServingCertificate other) {
        return Arrays.equals(certificatePem, other.certificatePem);
    }
}
