package dev.slipway.importer.upload;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.slipway.importer.http.MutualTls;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority for one test, and what it signs. */
public final class TestCertificates {
    private final AtomicLong serial = new AtomicLong(1);
    private final X500Name name = new X500Name("CN=test authority");
    private final KeyPair pair = pair();
    private final X509Certificate authority = sign(name, pair, "");

    public TestCertificates() throws Exception {}

    /** Writes tls.crt, tls.key and ca.crt for a server or client with this DNS name. */
    public MutualTls write(Path directory, String dnsName) throws Exception {
        Files.createDirectories(directory);
        KeyPair own = pair();
        Files.writeString(
                directory.resolve("tls.crt"),
                pem("CERTIFICATE", sign(new X500Name("CN=x"), own, dnsName).getEncoded()));
        Files.writeString(
                directory.resolve("tls.key"),
                pem("PRIVATE KEY", own.getPrivate().getEncoded()));
        Files.writeString(directory.resolve("ca.crt"), pem("CERTIFICATE", authority.getEncoded()));
        return new MutualTls(directory);
    }

    /** Returns the context of a client that trusts this authority but has no certificate. */
    public SSLContext strangerContext() throws Exception {
        return context(null);
    }

    /** Returns the context of a client with a certificate. */
    SSLContext clientContext() throws Exception {
        return clientContext("client");
    }

    /** Returns the context of a client whose certificate has this common name. */
    public SSLContext clientContext(String commonName) throws Exception {
        KeyPair own = pair();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", own.getPrivate(), new char[0], new Certificate[] {
            sign(new X500Name("CN=" + commonName), own, "client")
        });
        return context(store);
    }

    private SSLContext context(@org.jspecify.annotations.Nullable KeyStore own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private X509Certificate sign(X500Name subject, KeyPair own, String dnsName) throws Exception {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial.getAndIncrement()),
                Date.from(now.minusSeconds(60)),
                Date.from(now.plusSeconds(3600)),
                subject,
                own.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(dnsName.isEmpty()));
        if (!dnsName.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, dnsName)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String pem(String type, byte[] bytes) {
        String base64 =
                new String(Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encode(bytes), US_ASCII);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
