package dev.slipway.standalone.apiserver.aggregate;

import dev.slipway.standalone.apiserver.request.Caller;
import io.vertx.core.MultiMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Headers that tell a server behind this one who calls. */
public final class RemoteCaller {
    private RemoteCaller() {}

    /** Whatever the client itself says about that is removed, and so are its credentials. */
    public static void put(Caller caller, MultiMap headers) {
        List<String> forged = headers.names().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("x-remote-.*|impersonate-.*|authorization"))
                .toList();
        forged.forEach(headers::remove);
        headers.set("X-Remote-User", caller.name());
        if (!caller.uid().isEmpty()) {
            headers.set("X-Remote-Uid", caller.uid());
        }
        caller.groups().forEach(group -> headers.add("X-Remote-Group", group));
        caller.extra()
                .forEach((key, values) -> values.forEach(value ->
                        headers.add("X-Remote-Extra-" + URLEncoder.encode(key, StandardCharsets.UTF_8), value)));
    }
}
