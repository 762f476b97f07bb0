package dev.slipway.portal.access;

import jakarta.ws.rs.core.NewCookie;

/** The cookies of the portal. */
public final class SessionCookie {
    /** Name of the cookie that carries the sealed session. */
    public static final String SESSION = "slipway-session";

    /** Name of the cookie that carries the theme. */
    public static final String THEME = "slipway-theme";

    /** Name of the cookie that remembers a sign-in while the browser is at the provider. */
    public static final String ATTEMPT = "slipway-sign-in";

    private static final int ATTEMPT_SECONDS = 600;
    private static final int YEAR_SECONDS = 365 * 24 * 3600;

    private SessionCookie() {}

    /** Returns the cookie of a session; it lasts until the browser or the session ends. */
    public static NewCookie session(String sealed, boolean https) {
        return cookie(SESSION, sealed, https, NewCookie.DEFAULT_MAX_AGE);
    }

    /** Returns the cookie that makes a browser forget its session. */
    public static NewCookie over(boolean https) {
        return cookie(SESSION, "", https, 0);
    }

    /** Returns the cookie of a theme. */
    public static NewCookie theme(Theme theme, boolean https) {
        return cookie(THEME, theme.word(), https, YEAR_SECONDS);
    }

    /** Returns the cookie of a sign-in; it comes along when the provider sends the browser back, which strict ones do not. */
    public static NewCookie attempt(String sealed, boolean https) {
        return cookie(ATTEMPT, sealed, https, ATTEMPT_SECONDS, NewCookie.SameSite.LAX);
    }

    /** Returns the cookie that makes a browser forget a sign-in. */
    public static NewCookie attemptOver(boolean https) {
        return cookie(ATTEMPT, "", https, 0, NewCookie.SameSite.LAX);
    }

    private static NewCookie cookie(String name, String value, boolean https, int maxAge) {
        return cookie(name, value, https, maxAge, NewCookie.SameSite.STRICT);
    }

    private static NewCookie cookie(String name, String value, boolean https, int maxAge, NewCookie.SameSite sameSite) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(https)
                .sameSite(sameSite)
                .maxAge(maxAge)
                .build();
    }
}
