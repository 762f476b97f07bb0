package dev.slipway.importer.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates of servers are believed. */
public sealed interface Trust {
    /** Returns the TLS context; made when first asked for, since plain http never needs it. */
    SSLContext context() throws IOException;

    /** Returns whether the certificate must name the host. */
    default boolean verifiesHost() {
        return true;
    }

    /** Returns the name that the certificate must have, for a host that is connected to. */
    default String serverName(String host) {
        return host;
    }

    /**
     * One peer, by its certificate, as it knows us by ours; whatever address it has.
     *
     * @param tls our certificate and key, and the authority of both
     * @param name the name in the peer's certificate
     */
    record Peer(MutualTls tls, String name) implements Trust {
        @Override
        public SSLContext context() throws IOException {
            return tls.context();
        }

        @Override
        public String serverName(String host) {
            return name;
        }
    }

    /** The authorities that the system trusts. */
    record SystemAuthorities() implements Trust {
        @Override
        public SSLContext context() throws IOException {
            try {
                return SSLContext.getDefault();
            } catch (GeneralSecurityException e) {
                throw new IOException("TLS is not available: " + e.getMessage(), e);
            }
        }
    }

    /** The authorities whose certificates (PEM or DER) lie in directories, beside those of the system. */
    record Authorities(List<Path> directories) implements Trust {
        public Authorities {
            directories = List.copyOf(directories);
        }

        @Override
        public SSLContext context() throws IOException {
            try {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                addSystem(store);
                for (Path directory : directories) {
                    addDirectory(store, directory);
                }
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(store);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, factory.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IOException("the certificates in " + directories + " cannot be used: " + e.getMessage(), e);
            }
        }

        private static void addSystem(KeyStore store) throws GeneralSecurityException {
            TrustManagerFactory system = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            system.init((KeyStore) null);
            int number = 0;
            for (TrustManager manager : system.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                        store.setCertificateEntry("system-" + number++, certificate);
                    }
                }
            }
        }

        private static void addDirectory(KeyStore store, Path directory) throws GeneralSecurityException, IOException {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, Files::isRegularFile)) {
                for (Path file : files) {
                    int number = 0;
                    try (InputStream in = Files.newInputStream(file)) {
                        for (Certificate certificate : factory.generateCertificates(in)) {
                            store.setCertificateEntry(file + "-" + number++, certificate);
                        }
                    }
                }
            }
        }
    }

    /** Everyone: the admin said insecureSkipVerify. */
    record Everyone() implements Trust {
        @Override
        public SSLContext context() throws IOException {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new Unverified()}, null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IOException("TLS is not available: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean verifiesHost() {
            return false;
        }
    }

    /** Believes any chain; only for {@link Everyone}. */
    final class Unverified extends X509ExtendedTrustManager {
        private Unverified() {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
