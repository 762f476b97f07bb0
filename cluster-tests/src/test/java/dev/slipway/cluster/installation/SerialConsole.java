package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A person at the serial console of a machine, through the API server as {@code virtctl console} goes. */
final class SerialConsole implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** What came and was not awaited yet; guarded by itself. */
    private final StringBuilder text = new StringBuilder();

    private final WebSocket socket;

    private SerialConsole(KubernetesClient client, URI address) {
        this.socket = client.getHttpClient()
                .newWebSocketBuilder()
                .uri(address)
                .subprotocol("plain.kubevirt.io")
                .buildAsync(new WebSocket.Listener() {
                    @Override
                    public void onMessage(WebSocket from, ByteBuffer bytes) {
                        synchronized (text) {
                            text.append(UTF_8.decode(bytes));
                        }
                        from.request();
                    }
                })
                .join();
    }

    /** Opens the console as soon as the machine has one. */
    static SerialConsole open(KubernetesClient client, String namespace, String machine) {
        URI address = URI.create(client.getMasterUrl().toString())
                .resolve("/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachineinstances/%s/console"
                        .formatted(namespace, machine));
        return Awaitility.await("console of " + machine)
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> Optional.of(new SerialConsole(client, address)), Optional::isPresent)
                .orElseThrow();
    }

    /** Waits for words of the guest that were not awaited before. */
    SerialConsole expect(String words) {
        Awaitility.await("\"" + words + "\" on the console")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> passed(words));
        return this;
    }

    /** Waits for words that fit a regular expression, and returns what its group holds. */
    String read(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return Awaitility.await("\"" + expression + "\" on the console")
                .atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> found(pattern), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> found(Pattern pattern) {
        synchronized (text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        }
    }

    private boolean passed(String words) {
        synchronized (text) {
            int at = text.indexOf(words);
            if (at >= 0) {
                text.delete(0, at + words.length());
            }
            return at >= 0;
        }
    }

    /** Logs in to the smallest guest; what is typed before its shell asks is lost. */
    SerialConsole login() {
        return expect("login:").type("root").expect("~#");
    }

    SerialConsole type(String line) {
        socket.send(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
        return this;
    }

    @Override
    public void close() {
        socket.sendClose(1000, "");
    }
}
