package dev.slipway.standalone.apiserver.access;

import java.util.List;
import java.util.Optional;

/** The namespace and name of a ServiceAccount. */
record ServiceAccountName(String namespace, String name) {
    private static final String PREFIX = "system:serviceaccount:";

    static Optional<ServiceAccountName> ofUser(String user) {
        if (!user.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = user.substring(PREFIX.length()).split(":", -1);
        return parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()
                ? Optional.of(new ServiceAccountName(parts[0], parts[1]))
                : Optional.empty();
    }

    String user() {
        return PREFIX + namespace + ":" + name;
    }

    List<String> groups() {
        return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }
}
