package dev.slipway.standalone.apiserver.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.request.Caller;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a server behind this one learns of the caller, and what it does not. */
final class RemoteCallerTest {
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

    @Test
    void credentials_stay_here() {
        headers.add("Authorization", "Bearer secret")
                .add("X-Remote-User", "root")
                .add("Sec-WebSocket-Protocol", "v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.c2VjcmV0");

        RemoteCaller.put(new Caller("berta", "", List.of("staff"), Map.of()), headers);

        assertThat(headers.get("Authorization")).isNull();
        assertThat(headers.getAll("X-Remote-User")).containsExactly("berta");
        assertThat(headers.getAll("Sec-WebSocket-Protocol")).containsExactly("v5.channel.k8s.io");
    }

    @Test
    void protocol_that_is_a_token_alone_leaves_none() {
        headers.add("Sec-WebSocket-Protocol", "base64url.bearer.authorization.k8s.io.c2VjcmV0");

        RemoteCaller.put(Caller.ANONYMOUS, headers);

        assertThat(headers.contains("Sec-WebSocket-Protocol")).isFalse();
    }

    @Test
    void names_beyond_ascii_stay_apart_on_the_wire() {
        RemoteCaller.putOnWire(new Caller("用户", "", List.of("Prüfer"), Map.of("my key", List.of("ä"))), headers);

        assertThat(bytes("X-Remote-User")).isEqualTo("用户");
        assertThat(bytes("X-Remote-Group")).isEqualTo("Prüfer");
        assertThat(bytes("X-Remote-Extra-my%20key")).isEqualTo("ä");
    }

    /** A connection carries the low byte of each character. */
    private String bytes(String name) {
        return new String(headers.get(name).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
