package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The serial console of a machine, opened as virtctl opens it: a websocket on subresources.kubevirt.io. */
final class SerialConsole implements AutoCloseable {
    private final HttpClient http;
    private final WebSocket socket;
    private final Output output;

    private SerialConsole(HttpClient http, WebSocket socket, Output output) {
        this.http = http;
        this.socket = socket;
        this.output = output;
    }

    static SerialConsole open(RunningSlipway slipway, String namespace, String machine) throws Exception {
        Config config = Config.fromKubeconfig(Files.readString(slipway.kubeconfig(), UTF_8));
        HttpClient http = HttpClient.newBuilder()
                .sslContext(trusting(slipway))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        Output output = new Output();
        URI address =
                URI.create(config.getMasterUrl().replaceFirst("^http", "ws").replaceFirst("/$", "")
                        + "/apis/subresources.kubevirt.io/v1/namespaces/" + namespace + "/virtualmachineinstances/"
                        + machine
                        + "/console");
        WebSocket socket = http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + config.getAutoOAuthToken())
                .subprotocols("plain.kubevirt.io")
                .buildAsync(address, output)
                .get(20, TimeUnit.SECONDS);
        return new SerialConsole(http, socket, output);
    }

    void type(String text) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(text.getBytes(UTF_8)), true).get(10, TimeUnit.SECONDS);
    }

    /** Waits until the guest has written {@code text} since the last call that found something. */
    void awaitText(String text, Duration limit) throws InterruptedException {
        Instant deadline = Instant.now().plus(limit);
        while (!output.consume(text)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("\"" + text + "\" did not come within " + limit.toSeconds() + " s; the console"
                        + " says: " + output.rest());
            }
            Thread.sleep(50);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
    }

    private static SSLContext trusting(RunningSlipway slipway) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(slipway.data().resolve("tls/ca.crt"))) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static final class Output implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        synchronized boolean consume(String wanted) {
            int at = text.indexOf(wanted);
            if (at >= 0) {
                text.delete(0, at + wanted.length());
            }
            return at >= 0;
        }

        synchronized String rest() {
            return text.toString();
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            synchronized (this) {
                text.append(new String(bytes, UTF_8));
            }
            socket.request(1);
            return null;
        }
    }
}
