package dev.slipway.portal.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.Objects;

/**
 * Namespace and name of an object; the namespace of cluster-wide objects is empty.
 *
 * @param namespace namespace, or ""
 * @param name name
 */
public record ObjectKey(String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER =
            Comparator.comparing(ObjectKey::name).thenComparing(ObjectKey::namespace);

    public ObjectKey {
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    /** Returns the key of an object. */
    public static ObjectKey of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    /** Compares names, and namespaces where these are the same. */
    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
