package dev.slipway.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/**
 * Which object of a kind.
 *
 * @param namespace its namespace; empty if the kind has none
 * @param name its name
 */
public record ObjectKey(String namespace, String name) {
    /** Returns the key of an object. */
    public static ObjectKey of(HasMetadata object) {
        return new ObjectKey(
                Optional.ofNullable(object.getMetadata().getNamespace()).orElse(""),
                object.getMetadata().getName());
    }

    /** Returns the key as informers write it. */
    public String cacheKey() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public String toString() {
        return cacheKey();
    }
}
