package dev.slipway.portal.cluster;

import java.util.List;

/**
 * A user as the API server knows one.
 *
 * @param user name
 * @param groups groups, sorted
 */
public record Identity(String user, List<String> groups) {
    public Identity {
        groups = groups.stream().sorted().distinct().toList();
    }
}
