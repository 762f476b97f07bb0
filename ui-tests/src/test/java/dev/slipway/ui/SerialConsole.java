package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A person at the serial console of a machine, through the API server as {@code virtctl console} goes. */
public final class SerialConsole implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration OFTEN = Duration.ofMillis(50);
    private static final long ANSWER_SECONDS = 10;

    private final WebSocket socket;
    private final Output output;
    private final Runnable atEnd;

    private SerialConsole(WebSocket socket, Output output, Runnable atEnd) {
        this.socket = socket;
        this.output = output;
        this.atEnd = atEnd;
    }

    /** Opens the console of a machine as the admin of an installation, as soon as there is a way to it. */
    static SerialConsole open(InstalledSlipway slipway, String namespace, String machine) {
        KubernetesClient client = slipway.client();
        try {
            return open(client, namespace, machine, client::close);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Opens the console of a machine as soon as there is a way to it; the client stays open when the console is closed. */
    public static SerialConsole open(KubernetesClient client, String namespace, String machine) {
        return open(client, namespace, machine, () -> {});
    }

    private static SerialConsole open(KubernetesClient client, String namespace, String machine, Runnable atEnd) {
        URI address = URI.create(client.getMasterUrl().toString())
                .resolve("/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachineinstances/%s/console"
                        .formatted(namespace, machine));
        return Awaitility.await("console of " + machine)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> opened(client, address, atEnd), Objects::nonNull);
    }

    private static SerialConsole opened(KubernetesClient client, URI address, Runnable atEnd) throws Exception {
        Output output = new Output();
        WebSocket socket = client.getHttpClient()
                .newWebSocketBuilder()
                .uri(address)
                .subprotocol("plain.kubevirt.io")
                .buildAsync(output)
                .get(ANSWER_SECONDS, TimeUnit.SECONDS);
        return new SerialConsole(socket, output, atEnd);
    }

    /** Types characters, as they are. */
    void type(String text) {
        socket.send(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    /** Types a line and ends it. */
    public SerialConsole enter(String line) {
        type(line + "\n");
        return this;
    }

    /** Logs in to the smallest guest, which asks for no password; what is typed before its shell asks is lost. */
    public SerialConsole logIn() {
        return logIn(LONGEST);
    }

    SerialConsole logIn(Duration limit) {
        type("\n");
        awaitText("login:", limit);
        enter("root");
        awaitText("# ", limit);
        return this;
    }

    /** Waits for words of the guest that no call has waited for before. */
    public SerialConsole awaitText(String words) {
        awaitText(words, LONGEST);
        return this;
    }

    /** Waits as long as a limit. */
    void awaitText(String words, Duration limit) {
        Awaitility.await().atMost(limit).pollInterval(OFTEN).untilAsserted(() -> output.consume(words));
    }

    /** Waits for words that fit a regular expression, and returns what its group holds. */
    public String read(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return Awaitility.await("\"" + expression + "\" on the console")
                .atMost(LONGEST)
                .pollInterval(OFTEN)
                .until(() -> output.find(pattern), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        socket.sendClose(1000, "");
        atEnd.run();
    }

    /** What came and was not awaited yet. */
    private static final class Output implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        synchronized void consume(String wanted) {
            int at = text.indexOf(wanted);
            if (at < 0) {
                throw new AssertionError("\"" + wanted + "\" did not come; the console says: " + text);
            }
            text.delete(0, at + wanted.length());
        }

        synchronized Optional<String> find(Pattern pattern) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
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
