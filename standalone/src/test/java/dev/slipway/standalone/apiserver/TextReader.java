package dev.slipway.standalone.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects the text messages of a WebSocket. */
final class TextReader implements WebSocket.Listener {
    private static final long DEADLINE_SECONDS = 10;

    private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        socket.request(1);
        return null;
    }

    JsonNode next() throws InterruptedException, IOException {
        String message = messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within " + DEADLINE_SECONDS + " s");
        }
        return Json.parse(message.getBytes(StandardCharsets.UTF_8));
    }
}
