package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority of one standalone and what it signs: the API server, the portal, the relay and its clients.
 * Leaf certificates are made anew when less than a third of their life is left or when names are missing.
 */
final class Certificates {
    private static final Duration CA_LIFE = Duration.ofDays(3650);
    private static final Duration LEAF_LIFE = Duration.ofDays(365);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataDirectory data;
    private final String authority;
    private final PrivateKey caKey;
    private final X509Certificate caCertificate;

    private Certificates(DataDirectory data, String authority, PrivateKey caKey, X509Certificate caCertificate) {
        this.data = data;
        this.authority = authority;
        this.caKey = caKey;
        this.caCertificate = caCertificate;
    }

    /** Where a certificate, its key and the authority's certificate lie as PEM files. */
    record Pem(Path certificate, Path key, Path authority) {}

    /** Reads the authority from {@code tls/ca.*}, or makes one. */
    static Certificates in(DataDirectory data) throws IOException {
        return of(data, "ca", "Slipway standalone");
    }

    /**
     * Reads the authority from {@code tls/front-proxy-ca.*}, or makes one. It vouches for the API server alone, to servers that
     * believe it whom a request comes from: whoever has a certificate of the other authority is not to be taken for it.
     */
    static Certificates ofFrontProxy(DataDirectory data) throws IOException {
        return of(data, "front-proxy-ca", "Slipway standalone front proxy");
    }

    private static Certificates of(DataDirectory data, String file, String commonName) throws IOException {
        try {
            if (!Files.exists(data.resolve("tls/" + file + ".crt"))) {
                KeyPair pair = newKey();
                X500Name name = name(commonName, List.of());
                X509Certificate certificate = sign(
                        builder(name, name, pair.getPublic(), CA_LIFE)
                                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                                .addExtension(
                                        Extension.keyUsage,
                                        true,
                                        new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)),
                        pair.getPrivate());
                data.writeSecret("tls/" + file + ".key", pem(pair.getPrivate()));
                data.writeSecret("tls/" + file + ".crt", pem(certificate));
            }
            return new Certificates(
                    data,
                    file,
                    readKey(data.resolve("tls/" + file + ".key")),
                    readCertificate(data.resolve("tls/" + file + ".crt")));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the certificate authority in " + data.resolve("tls"), e);
        }
    }

    /**
     * Returns a key store that trusts nobody. A client that is given the authority's certificate beside it does not read
     * the hundred and more public authorities of the JDK first, as it does without a store.
     */
    Path emptyTrustStore() throws IOException {
        Path file = data.resolve("tls/empty.p12");
        if (!Files.exists(file)) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try {
                KeyStore store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                store.store(content, new char[0]);
            } catch (GeneralSecurityException e) {
                throw new IOException("the key store " + file, e);
            }
            data.writeSecret("tls/empty.p12", content.toByteArray());
        }
        return file;
    }

    /**
     * Returns the files of a certificate, made if there is none that will do.
     *
     * @param file name of the files without ending
     * @param commonName user name of a client, or name of a server
     * @param organizations groups of a client
     * @param addresses DNS names and IP addresses of a server; empty for a client
     */
    Pem leaf(String file, String commonName, List<String> organizations, List<String> addresses) throws IOException {
        Path certificate = data.resolve("tls/" + file + ".crt");
        Path key = data.resolve("tls/" + file + ".key");
        try {
            if (!Files.exists(certificate) || !willDo(readCertificate(certificate), addresses)) {
                KeyPair pair = newKey();
                X509v3CertificateBuilder builder = builder(
                                new X500Name(
                                        caCertificate.getSubjectX500Principal().getName()),
                                name(commonName, organizations),
                                pair.getPublic(),
                                LEAF_LIFE)
                        .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                        .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }));
                if (!addresses.isEmpty()) {
                    builder.addExtension(Extension.subjectAlternativeName, false, names(addresses));
                }
                data.writeSecret("tls/" + file + ".key", pem(pair.getPrivate()));
                data.writeSecret("tls/" + file + ".crt", pem(sign(builder, caKey)));
            }
            return new Pem(certificate, key, data.resolve("tls/" + authority + ".crt"));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("the certificate " + certificate, e);
        }
    }

    private boolean willDo(X509Certificate certificate, List<String> addresses) throws GeneralSecurityException {
        boolean young =
                certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(LEAF_LIFE.dividedBy(3)));
        List<String> named = certificate.getSubjectAlternativeNames() == null
                ? List.of()
                : certificate.getSubjectAlternativeNames().stream()
                        .map(entry -> entry.get(1).toString())
                        .toList();
        boolean ours = certificate.getIssuerX500Principal().equals(caCertificate.getSubjectX500Principal());
        return young && ours && named.containsAll(addresses);
    }

    private static GeneralNames names(List<String> addresses) {
        return new GeneralNames(addresses.stream()
                .map(address -> new GeneralName(
                        address.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, address))
                .toArray(GeneralName[]::new));
    }

    private static X500Name name(String commonName, List<String> organizations) {
        X500NameBuilder builder = new X500NameBuilder();
        organizations.forEach(organization -> builder.addRDN(BCStyle.O, organization));
        return builder.addRDN(BCStyle.CN, commonName).build();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Duration life) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).setBit(126),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate.getEncoded());
    }

    /** PKCS #8 as PEM: the form that Netty and the JDK read. */
    private static String pem(PrivateKey key) {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, US_ASCII).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
    }

    private static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
