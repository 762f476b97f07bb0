package dev.slipway.standalone.apiserver.request;

import java.util.List;
import java.util.Map;

/**
 * Who sends a request.
 *
 * @param name user name, e.g. {@code admin} or {@code system:serviceaccount:ns:name}
 * @param uid may be empty
 * @param groups in the order they were found
 * @param extra further facts of the authenticator
 */
public record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /** A request without credentials. */
    public static final Caller ANONYMOUS =
            new Caller("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
