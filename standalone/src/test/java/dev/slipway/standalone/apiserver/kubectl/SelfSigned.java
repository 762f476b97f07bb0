package dev.slipway.standalone.apiserver.kubectl;

import dev.slipway.standalone.apiserver.TlsMaterial;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate, usually for 127.0.0.1, that nobody signed. */
public final class SelfSigned {
    private SelfSigned() {}

    public static TlsMaterial in(Path folder) throws IOException {
        return in(folder, "127.0.0.1", new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    }

    /** Of another name and for another place. */
    public static TlsMaterial in(Path folder, String commonName, GeneralName place) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            X500Name name = new X500Name("CN=" + commonName);
            Instant now = Instant.now();
            byte[] certificate = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(Duration.ofDays(1))),
                            name,
                            keys.getPublic())
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(place))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
            return new TlsMaterial(
                    write(folder.resolve("server.crt"), "CERTIFICATE", certificate),
                    write(
                            folder.resolve("server.key"),
                            "PRIVATE KEY",
                            keys.getPrivate().getEncoded()),
                    Optional.empty());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("no certificate could be made", e);
        }
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                file,
                "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label),
                StandardCharsets.US_ASCII);
    }
}
