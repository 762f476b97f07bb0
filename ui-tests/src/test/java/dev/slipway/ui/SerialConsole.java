package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The serial console of a machine, opened as virtctl opens it: a websocket on subresources.kubevirt.io. */
final class SerialConsole implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long ANSWER_SECONDS = 10;

    private final KubernetesClient client;
    private final WebSocket socket;
    private final Output output;

    private SerialConsole(KubernetesClient client, WebSocket socket, Output output) {
        this.client = client;
        this.socket = socket;
        this.output = output;
    }

    /** Opens the console as soon as there is a way to it. */
    static SerialConsole open(InstalledSlipway slipway, String namespace, String machine) {
        KubernetesClient client = slipway.client();
        try {
            URI address = URI.create(client.getMasterUrl().toString())
                    .resolve("/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachineinstances/%s/console"
                            .formatted(namespace, machine));
            return Awaitility.await("console of " + machine)
                    .atMost(LONGEST)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptions()
                    .until(() -> opened(client, address), Objects::nonNull);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static SerialConsole opened(KubernetesClient client, URI address) throws Exception {
        Output output = new Output();
        WebSocket socket = client.getHttpClient()
                .newWebSocketBuilder()
                .uri(address)
                .subprotocol("plain.kubevirt.io")
                .buildAsync(output)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return new SerialConsole(client, socket, output);
    }

    void type(String text) {
        socket.send(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    /** Logs in to the smallest guest, which asks for no password. */
    void logIn(Duration limit) throws InterruptedException {
        type("\n");
        awaitText("login:", limit);
        type("root\n");
        awaitText("# ", limit);
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
        socket.sendClose(1000, "");
        client.close();
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
        public void onMessage(WebSocket from, ByteBuffer bytes) {
            synchronized (this) {
                text.append(UTF_8.decode(bytes));
            }
            from.request();
        }
    }
}
