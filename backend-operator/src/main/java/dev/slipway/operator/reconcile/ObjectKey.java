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

    /** Reads {@code namespace/name}; nothing if it is something else. */
    public static Optional<ObjectKey> parse(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && slash < text.length() - 1
                ? Optional.of(new ObjectKey(text.substring(0, slash), text.substring(slash + 1)))
                : Optional.empty();
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
