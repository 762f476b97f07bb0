package dev.slipway.ui.keycloak;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What Keycloak is told of a realm, in the words of its REST API. */
final class Realm {
    private Realm() {}

    static Map<String, Object> of(String name, URI portal, Map<String, List<String>> users, Duration word) {
        return Map.of(
                "realm", name,
                "enabled", true,
                "groups",
                        users.values().stream()
                                .flatMap(List::stream)
                                .distinct()
                                .map(group -> Map.of("name", group))
                                .toList(),
                "users",
                        users.entrySet().stream()
                                .map(user -> user(user.getKey(), user.getValue()))
                                .toList(),
                "clients", List.of(client(portal, word)));
    }

    private static Map<String, Object> user(String name, List<String> groups) {
        return Map.of(
                "username",
                name,
                "enabled",
                true,
                "firstName",
                name,
                "lastName",
                "Tester",
                "email",
                name + "@example.com",
                "emailVerified",
                true,
                "credentials",
                List.of(Map.of("type", "password", "value", name)),
                "groups",
                groups.stream().map(group -> "/" + group).toList());
    }

    private static Map<String, Object> client(URI portal, Duration word) {
        return Map.of(
                "clientId",
                Keycloak.CLIENT,
                "secret",
                Keycloak.SECRET,
                "standardFlowEnabled",
                true,
                // for kubectl, which a test cannot give a browser
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(portal + "/sign-in/callback"),
                "attributes",
                Map.of(
                        "pkce.code.challenge.method",
                        "S256",
                        "post.logout.redirect.uris",
                        portal + "/sign-in",
                        "access.token.lifespan",
                        Long.toString(word.toSeconds())),
                "protocolMappers",
                List.of(groups()));
    }

    private static Map<String, Object> groups() {
        return Map.of(
                "name", "groups",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-group-membership-mapper",
                "config", Map.of("claim.name", "groups", "full.path", "false", "id.token.claim", "true"));
    }
}
