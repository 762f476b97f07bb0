package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.status.Problem;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of a reply that the client asked for in its {@code Accept} header. */
enum Accepted {
    JSON,
    YAML,
    TABLE,
    METADATA;

    /** @throws dev.slipway.standalone.apiserver.status.ProblemException 406 */
    static Accepted of(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return JSON;
        }
        for (String range : header.split(",")) {
            Accepted form = form(range);
            if (form != null) {
                return form;
            }
        }
        throw Problem.notAcceptable(
                        "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf")
                .exception();
    }

    private static @Nullable Accepted form(String range) {
        List<String> parts = Arrays.stream(range.split(";")).map(String::strip).toList();
        Map<String, String> parameters = new HashMap<>();
        parts.stream().skip(1).forEach(part -> {
            String[] pair = part.split("=", 2);
            parameters.put(pair[0], pair.length == 2 ? pair[1] : "");
        });
        return switch (parts.getFirst().toLowerCase(Locale.ROOT)) {
            case "application/json" -> json(parameters);
            case "application/yaml" -> YAML;
            case "*/*", "application/*" -> JSON;
            default -> null;
        };
    }

    private static @Nullable Accepted json(Map<String, String> parameters) {
        String as = parameters.getOrDefault("as", "");
        if (as.isEmpty()) {
            return JSON;
        }
        if (!parameters.getOrDefault("g", "").equals("meta.k8s.io")
                || !parameters.getOrDefault("v", "").equals("v1")) {
            return null;
        }
        return switch (as) {
            case "Table" -> TABLE;
            case "PartialObjectMetadata", "PartialObjectMetadataList" -> METADATA;
            default -> null;
        };
    }
}
