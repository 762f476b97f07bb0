package dev.slipway.importer.http;

import java.util.Optional;

/**
 * A proxy that fetches for us, or lets us through.
 *
 * @param address where it is; with https it is spoken to over TLS, which is not the TLS of what is fetched
 */
record Proxy(HttpTarget address) {
    /**
     * Reads one as {@code http_proxy} has it: a URL, or host and port alone.
     *
     * @throws IllegalArgumentException with a clause that says what is wrong with it
     */
    static Proxy parse(String text) {
        return new Proxy(HttpTarget.parse(text.contains("://") ? text : "http://" + text));
    }

    /** Returns the value of {@code Proxy-Authorization}, if the address holds user and password. */
    Optional<String> authorization() {
        return HttpRequest.basic(address.userInfo());
    }

    /** Returns its name for sentences, without what is secret. */
    String name() {
        return (address.tls() ? "https://" : "http://") + address.hostHeader();
    }
}
