package dev.slipway.portal.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * Namespace and name of an object; the namespace of cluster-wide objects is empty.
 *
 * @param namespace namespace, or ""
 * @param name name
 */
public record ObjectKey(String namespace, String name) {
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

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
