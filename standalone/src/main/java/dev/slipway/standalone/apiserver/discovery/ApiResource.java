package dev.slipway.standalone.apiserver.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resource or subresource as discovery names it.
 *
 * @param name {@code pods} or {@code pods/log}
 * @param singular e.g. {@code pod}; empty for subresources
 * @param namespaced whether its objects live in a namespace
 * @param kind what its requests and replies hold; null if that is no object
 * @param verbs what clients may do
 * @param shortNames e.g. {@code po}
 * @param categories e.g. {@code all}
 */
public record ApiResource(
        String name,
        String singular,
        boolean namespaced,
        @Nullable Kind kind,
        List<String> verbs,
        List<String> shortNames,
        List<String> categories) {
    public ApiResource {
        verbs = List.copyOf(verbs);
        shortNames = List.copyOf(shortNames);
        categories = List.copyOf(categories);
    }

    /** Group, version and kind of an object; the group is empty for core. */
    public record Kind(String group, String version, String kind) {}

    /** Returns a subresource. */
    public static ApiResource sub(String parent, String name, boolean namespaced, Kind kind, String... verbs) {
        return new ApiResource(parent + "/" + name, "", namespaced, kind, List.of(verbs), List.of(), List.of());
    }

    /** Returns {@code pods} for {@code pods/log} and for {@code pods}. */
    String parent() {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }

    boolean isSubresource() {
        return name.indexOf('/') >= 0;
    }

    /** Returns {@code log} for {@code pods/log}. */
    String subresource() {
        return name.substring(name.indexOf('/') + 1);
    }
}
