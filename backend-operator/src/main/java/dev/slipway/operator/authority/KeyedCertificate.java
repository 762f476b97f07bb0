package dev.slipway.operator.authority;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A certificate with its private key.
 *
 * @param certificate the certificate
 * @param key its key, on an elliptic curve
 */
record KeyedCertificate(X509Certificate certificate, PrivateKey key) {
    private static final int P256_BITS = 256;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** Reads both from PEM (RFC 7468; the key as PKCS #8). */
    static KeyedCertificate of(byte[] certificatePem, byte[] keyPem) throws GeneralSecurityException {
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificatePem));
        String base64 = new String(keyPem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        return new KeyedCertificate(certificate, key);
    }

    byte[] certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    byte[] keyPem() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    /** Returns the key with its public half, which GnuTLS wants in it and Java leaves out (RFC 5915 §3). */
    byte[] keyPemForGnuTls() throws GeneralSecurityException {
        try {
            PrivateKeyInfo plain = PrivateKeyInfo.getInstance(key.getEncoded());
            BigInteger secret =
                    ECPrivateKey.getInstance(plain.parsePrivateKey()).getKey();
            DERBitString open = new DERBitString(
                    SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                            .getPublicKeyData()
                            .getBytes());
            ECPrivateKey whole = new ECPrivateKey(
                    P256_BITS, secret, open, plain.getPrivateKeyAlgorithm().getParameters());
            return pem("PRIVATE KEY", new PrivateKeyInfo(plain.getPrivateKeyAlgorithm(), whole).getEncoded());
        } catch (IOException e) {
            throw new GeneralSecurityException("a key on an elliptic curve could not be written", e);
        }
    }

    /** Returns the DNS names of servers that it is for. */
    List<String> servers() throws GeneralSecurityException {
        return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of()).stream()
                .map(name -> String.valueOf(name.getLast()))
                .toList();
    }

    /** Returns whether less than a third of its life is left. */
    boolean isOld(Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
        return now.isAfter(end.minus(life.dividedBy(3)));
    }

    private static byte[] pem(String label, byte[] content) {
        return ("-----BEGIN " + label + "-----\n" + LINES.encodeToString(content) + "\n-----END " + label + "-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
