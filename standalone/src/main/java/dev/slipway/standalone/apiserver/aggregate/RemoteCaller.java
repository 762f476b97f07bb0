package dev.slipway.standalone.apiserver.aggregate;

import dev.slipway.standalone.apiserver.request.Caller;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Headers that tell a server behind this one who calls. */
public final class RemoteCaller {
    /** How browsers tell a token with a websocket. Source: Kubernetes, {@code apiserver/pkg/authentication/request/websocket}. */
    private static final String TOKEN_PROTOCOL = "base64url.bearer.authorization.k8s.io.";

    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";

    private RemoteCaller() {}

    /**
     * As {@link #put}, for a connection, which carries bytes and not characters: two users whose names have characters beyond
     * ASCII would become one.
     */
    static void putOnWire(Caller caller, MultiMap headers) {
        put(caller, headers);
        List<String> told = headers.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("x-remote-"))
                .toList();
        for (String name : told) {
            headers.set(
                    name, headers.getAll(name).stream().map(RemoteCaller::bytes).toList());
        }
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void removeToken(MultiMap headers) {
        List<String> kept = headers.getAll(PROTOCOLS).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.startsWith(TOKEN_PROTOCOL))
                .toList();
        headers.remove(PROTOCOLS);
        if (!kept.isEmpty()) {
            headers.set(PROTOCOLS, String.join(", ", kept));
        }
    }

    /** Whatever the client itself says about that is removed, and so are its credentials. */
    public static void put(Caller caller, MultiMap headers) {
        List<String> forged = headers.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("x-remote-.*|impersonate-.*|authorization"))
                .toList();
        forged.forEach(headers::remove);
        removeToken(headers);
        headers.set("X-Remote-User", caller.name());
        if (!caller.uid().isEmpty()) {
            headers.set("X-Remote-Uid", caller.uid());
        }
        caller.groups().forEach(group -> headers.add("X-Remote-Group", group));
        caller.extra()
                .forEach((key, values) -> values.forEach(value -> headers.add(
                        "X-Remote-Extra-"
                                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20"),
                        value)));
    }
}
