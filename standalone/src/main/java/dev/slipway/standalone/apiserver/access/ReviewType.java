package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The types of objects that are answered and never stored. */
final class ReviewType {
    static final String AUTHENTICATION = "authentication.k8s.io";
    static final String AUTHORIZATION = "authorization.k8s.io";

    private ReviewType() {}

    static ResourceType cluster(String group, String kind) {
        return of(group, kind, kind.toLowerCase(Locale.ROOT) + "s", false);
    }

    static ResourceType namespaced(String group, String kind, String plural) {
        return of(group, kind, plural, true);
    }

    private static ResourceType of(String group, String kind, String plural, boolean namespaced) {
        return new ResourceType(
                group,
                "v1",
                kind,
                plural,
                kind.toLowerCase(Locale.ROOT),
                List.of(),
                List.of(),
                namespaced,
                Set.of(),
                List.of("create"),
                false,
                null,
                List.of(),
                true);
    }
}
