package dev.slipway.portal.layout;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Headers that every answer carries. Pages bring no script and no style of their own, so the policy allows only our files. */
@Singleton
public class SecurityHeaders {
    /** The policy of every page. */
    public static final String POLICY = policy("");

    private static final int BEFORE_EVERYTHING = 1_000;

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::add, BEFORE_EVERYTHING);
    }

    /** Returns the policy of a page whose scripts may add style elements that carry a nonce. */
    public static String policyWithStyleNonce(String nonce) {
        return policy(" 'nonce-" + nonce + "'");
    }

    private static String policy(String styles) {
        return "default-src 'none'; script-src 'self'; style-src 'self'" + styles
                + "; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static void add(RoutingContext context) {
        boolean asset = context.normalizedPath().startsWith("/assets/");
        context.addHeadersEndHandler(_ -> {
            MultiMap headers = context.response().headers();
            if (!headers.contains("Content-Security-Policy")) {
                headers.set("Content-Security-Policy", POLICY);
            }
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "same-origin");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
            // the name of an asset carries its content, so that it is good for ever
            headers.set("Cache-Control", asset ? "public, max-age=31536000, immutable" : "no-store");
        });
        context.next();
    }
}
