package dev.slipway.vncproxy.subresource;

import dev.slipway.machine.lifecycle.Refusal;
import io.vertx.core.MultiMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The user for whom the API server passed a request on. Source: Kubernetes, "authenticating proxy".
 *
 * @param name of the user
 * @param groups it is in
 * @param extra more that its authenticator knows
 */
record RemoteUser(String name, List<String> groups, Map<String, List<String>> extra) {
    private static final String EXTRA = "x-remote-extra-";

    RemoteUser {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** Returns why a request without a user is not answered. */
    static Refusal missing() {
        return new Refusal(401, "Unauthorized", "", "", "No user is named; ask through the API server.");
    }

    /** Returns the user that the headers name. */
    static Optional<RemoteUser> of(MultiMap headers) {
        String name = headers.get("X-Remote-User");
        if (name == null || name.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> extra = new HashMap<>();
        for (Map.Entry<String, String> header : headers) {
            String key = header.getKey().toLowerCase(Locale.ROOT);
            if (key.startsWith(EXTRA)) {
                String what = URLDecoder.decode(key.substring(EXTRA.length()), StandardCharsets.UTF_8);
                extra.computeIfAbsent(what, _ -> new ArrayList<>()).add(header.getValue());
            }
        }
        return Optional.of(new RemoteUser(name, headers.getAll("X-Remote-Group"), extra));
    }
}
