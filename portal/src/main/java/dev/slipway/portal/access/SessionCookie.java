package dev.slipway.portal.access;

import jakarta.ws.rs.core.NewCookie;

/** The cookies of the portal. */
final class SessionCookie {
    /** Name of the cookie that carries the sealed session. */
    static final String SESSION = "slipway-session";

    /** Name of the cookie that carries the theme. */
    static final String THEME = "slipway-theme";

    private static final int YEAR_SECONDS = 365 * 24 * 3600;

    private SessionCookie() {}

    /** Returns the cookie of a session; it lasts until the browser or the session ends. */
    static NewCookie session(String sealed, boolean https) {
        return cookie(SESSION, sealed, https, NewCookie.DEFAULT_MAX_AGE);
    }

    /** Returns the cookie that makes a browser forget its session. */
    static NewCookie over(boolean https) {
        return cookie(SESSION, "", https, 0);
    }

    /** Returns the cookie of a theme. */
    static NewCookie theme(Theme theme, boolean https) {
        return cookie(THEME, theme.word(), https, YEAR_SECONDS);
    }

    private static NewCookie cookie(String name, String value, boolean https, int maxAge) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(https)
                .sameSite(NewCookie.SameSite.STRICT)
                .maxAge(maxAge)
                .build();
    }
}
