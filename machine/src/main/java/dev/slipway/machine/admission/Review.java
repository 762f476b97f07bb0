package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A write that asks to be admitted.
 *
 * @param group API group of the resource, {@code ""} for core
 * @param version version the client wrote
 * @param resource plural name
 * @param subresource {@code status}, {@code scale} or empty
 * @param operation what is done
 * @param namespace namespace of the object, empty if cluster-scoped
 * @param name name of the object, empty while it is to be generated
 * @param object the object as it would be stored; absent on delete
 * @param before the stored object; absent on create
 * @param user name of the user
 * @param groups groups of the user
 * @param dryRun whether nothing will be stored
 * @param extra what else is known of the user, e.g. the node that a token is bound to
 */
public record Review(
        String group,
        String version,
        String resource,
        String subresource,
        Operation operation,
        String namespace,
        String name,
        @Nullable JsonNode object,
        @Nullable JsonNode before,
        String user,
        List<String> groups,
        boolean dryRun,
        Map<String, List<String>> extra) {
    /** The kinds of write. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE
    }

    public Review {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /** A write of a user of whom no more is known. */
    public Review(
            String group,
            String version,
            String resource,
            String subresource,
            Operation operation,
            String namespace,
            String name,
            @Nullable JsonNode object,
            @Nullable JsonNode before,
            String user,
            List<String> groups,
            boolean dryRun) {
        this(
                group,
                version,
                resource,
                subresource,
                operation,
                namespace,
                name,
                object,
                before,
                user,
                groups,
                dryRun,
                Map.of());
    }

    /** Returns the object as it would be stored, if there is one. */
    public Optional<JsonNode> stored() {
        return Optional.ofNullable(object);
    }
}
