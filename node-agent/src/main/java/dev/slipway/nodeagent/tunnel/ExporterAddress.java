package dev.slipway.nodeagent.tunnel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Where the exporter of a backup is, and how both ends know each other; {@code BackupOptions} of backup.kubevirt.io say it.
 *
 * @param host its address
 * @param port its port for nodes
 * @param serverName the name that its certificate must have
 * @param tls trusts the authority of exporters, and shows the certificate for this backup
 */
public record ExporterAddress(String host, int port, String serverName, SSLSocketFactory tls) {
    private static final char[] NO_PASSWORD = new char[0];

    /**
     * Reads the options.
     *
     * @throws IOException if something is missing or cannot be used; the message names the field, never a key
     */
    public static ExporterAddress of(JsonNode options) throws IOException {
        String address = text(options, "exportServerAddr");
        int colon = address.lastIndexOf(':');
        String port = colon < 0 ? "" : address.substring(colon + 1);
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IOException("exportServerAddr is \"%s\"; give HOST:PORT.".formatted(address));
        }
        String host = address.substring(0, colon);
        return new ExporterAddress(
                host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(port),
                text(options, "exportServerName"),
                factory(text(options, "caCert"), text(options, "backupCert"), text(options, "backupKey")));
    }

    private static String text(JsonNode options, String field) throws IOException {
        String text = options.path(field).asText("");
        if (text.isEmpty()) {
            throw new IOException(
                    field + " is missing; who asks for Export gives the exporter's address and both certificates.");
        }
        return text;
    }

    private static SSLSocketFactory factory(String authority, String certificate, String key) throws IOException {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("backup", key(key), NO_PASSWORD, new Certificate[] {certificate(certificate)});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, NO_PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("exporters", certificate(authority));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "caCert, backupCert or backupKey cannot be used; all are PEM, the key of an elliptic curve.", e);
        }
    }

    private static Certificate certificate(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
    }

    private static PrivateKey key(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    /** Returns where it is, looked up anew. */
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    /** Returns whether another one is the same exporter; certificates may be newer ones. */
    public boolean isSameAs(ExporterAddress other) {
        return host.equals(other.host) && port == other.port && serverName.equals(other.serverName);
    }
}
