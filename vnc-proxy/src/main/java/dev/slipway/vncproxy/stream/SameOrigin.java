package dev.slipway.vncproxy.stream;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Which web pages may open a console: those of the portal. */
final class SameOrigin {
    private final Set<String> others;

    /** Believes pages of the host that is asked, and of {@code others}, e.g. {@code https://portal.example.com}. */
    SameOrigin(Set<String> others) {
        this.others = Set.copyOf(others);
    }

    /** Returns whether the page that sent {@code request} may; a request that names no page may not. */
    boolean allows(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        return origin != null
                && (others.contains(origin) || host != null && authority(origin).equals(host(host)));
    }

    private static String authority(String origin) {
        try {
            String authority = new URI(origin).getAuthority();
            return authority == null ? "" : host(authority);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String host(String authority) {
        return authority.toLowerCase(Locale.ROOT);
    }
}
