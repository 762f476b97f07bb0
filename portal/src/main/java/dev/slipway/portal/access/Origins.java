package dev.slipway.portal.access;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether a request comes from a page of the portal itself. */
final class Origins {
    private Origins() {}

    /**
     * Returns the refusal of a request from elsewhere.
     *
     * @param host the Host header
     * @param origin the Origin header; browsers send it with every POST and websocket
     * @param site the Sec-Fetch-Site header; newer browsers send it with everything
     */
    static Optional<Refusal> refusal(@Nullable String host, @Nullable String origin, @Nullable String site) {
        if (origin != null && !authority(origin).equals(host)) {
            return Optional.of(new Refusal.ForeignOrigin(printable(origin)));
        }
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return Optional.of(new Refusal.ForeignOrigin("another site"));
        }
        return Optional.empty();
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static String printable(String origin) {
        String clean = origin.replaceAll("[^\\x21-\\x7e]", "?");
        return clean.length() > 100 ? clean.substring(0, 100) : clean;
    }
}
