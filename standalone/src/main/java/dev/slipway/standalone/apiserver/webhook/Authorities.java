package dev.slipway.standalone.apiserver.webhook;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

/** Certificates of authorities as clients write them into objects. */
public final class Authorities {
    private Authorities() {}

    /** @throws IllegalArgumentException if there is no certificate in the text, in the words of Go */
    public static void require(String pem) {
        try {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .isEmpty()) {
                return;
            }
        } catch (CertificateException _) {
            // said below
        }
        throw new IllegalArgumentException("unable to parse bytes as PEM block");
    }
}
