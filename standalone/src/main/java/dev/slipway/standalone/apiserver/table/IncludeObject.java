package dev.slipway.standalone.apiserver.table;

import dev.slipway.standalone.apiserver.status.Problem;
import org.jspecify.annotations.Nullable;

/** How much of its object each row carries. */
public enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    /** Reads the query parameter {@code includeObject}. */
    public static IncludeObject of(@Nullable String parameter) {
        return switch (parameter == null ? "" : parameter) {
            case "", "Metadata" -> METADATA;
            case "None" -> NONE;
            case "Object" -> OBJECT;
            default ->
                throw Problem.badRequest(
                                "includeObject is \"%s\": set it to None, Metadata or Object.".formatted(parameter))
                        .exception();
        };
    }
}
