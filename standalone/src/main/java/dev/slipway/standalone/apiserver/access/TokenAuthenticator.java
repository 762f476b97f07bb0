package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.request.Caller;
import java.util.List;
import java.util.Optional;

/** Knows whose bearer token something is. */
public interface TokenAuthenticator {
    /**
     * Returns who holds the token, or nothing if it is unknown, expired or for other audiences.
     *
     * @param audiences whom the token must be for; empty: this API server
     */
    Optional<Caller> authenticate(String token, List<String> audiences);

    /** Returns one that asks several in order. */
    static TokenAuthenticator firstOf(List<TokenAuthenticator> several) {
        List<TokenAuthenticator> all = List.copyOf(several);
        return (token, audiences) -> all.stream()
                .flatMap(one -> one.authenticate(token, audiences).stream())
                .findFirst();
    }
}
