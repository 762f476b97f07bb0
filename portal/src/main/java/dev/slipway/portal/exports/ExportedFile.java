package dev.slipway.portal.exports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A file of an export on its way through the portal. The exporter is asked for more only as fast as the visitor takes it; a
 * file that is cut there is cut here, too.
 */
final class ExportedFile implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int CHUNK = 1 << 16;

    private final HttpClient client;
    private final HttpResponse<InputStream> response;

    private ExportedFile(HttpClient client, HttpResponse<InputStream> response) {
        this.client = client;
        this.response = response;
    }

    /**
     * Asks the exporter.
     *
     * @param url where it is; only https
     * @param certificate PEM of the authority of that address; empty for those that the portal's Java trusts
     * @param headers what is asked for, the token among it
     * @throws IOException if it does not answer within 30 s
     */
    static ExportedFile open(String url, String certificate, Map<String, String> headers) throws IOException {
        if (!url.startsWith("https://")) {
            throw new IOException("the export's address " + url + " is no https address");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER);
        headers.forEach(request::header);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .sslContext(trusting(certificate))
                .build();
        try {
            return new ExportedFile(client, client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            client.shutdownNow();
            throw new IOException("interrupted while the exporter was asked", e);
        } catch (IOException e) {
            client.shutdownNow();
            throw e;
        }
    }

    int status() {
        return response.statusCode();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** Returns what the exporter says instead of a file: its first kilobyte. */
    String sentence() throws IOException {
        return new String(response.body().readNBytes(1024), UTF_8).strip();
    }

    /** Passes the file on, and closes it. */
    void passTo(OutputStream visitor) throws IOException {
        try (this) {
            InputStream from = response.body();
            byte[] buffer = new byte[CHUNK];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                visitor.write(buffer, 0, count);
            }
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static SSLContext trusting(String certificate) throws IOException {
        try {
            if (certificate.isEmpty()) {
                return SSLContext.getDefault();
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate found : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificate.getBytes(UTF_8)))) {
                store.setCertificateEntry("authority-" + number++, found);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of the export cannot be used: " + e.getMessage(), e);
        }
    }
}
