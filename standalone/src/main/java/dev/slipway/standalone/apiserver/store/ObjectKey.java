package dev.slipway.standalone.apiserver.store;

import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.util.Comparator;

/**
 * Where one object is stored; ordered as lists show objects.
 *
 * @param resource what is stored together
 * @param namespace empty for cluster-scoped objects
 * @param name unique within resource and namespace
 */
public record ObjectKey(GroupResource resource, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER = Comparator.comparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name)
            .thenComparing(key -> key.resource().toString());

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }
}
