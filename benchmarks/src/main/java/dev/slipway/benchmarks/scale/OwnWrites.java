package dev.slipway.benchmarks.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the operator wrote to one namespace, by the API server's audit log: verb and resource, how often.
 *
 * @param counts e.g. {@code create pods} → 500; those that were refused count, too, for they cost the same
 */
record OwnWrites(Map<String, Integer> counts) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete", "deletecollection");
    private static final String OPERATOR = "system:serviceaccount:slipway:operator";

    /** Reads them. The log may have been rotated meanwhile: what is beside it in the folder is read, too. */
    static OwnWrites in(Path auditLog, String namespace) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        try (var files = Files.newDirectoryStream(auditLog.toAbsolutePath().getParent(), "audit*.log")) {
            for (Path file : files) {
                count(Files.readAllLines(file), namespace, counts);
            }
        }
        return new OwnWrites(counts);
    }

    private static void count(List<String> lines, String namespace, Map<String, Integer> counts) throws IOException {
        for (String line : lines) {
            // Most lines are of others; to read them as JSON would take minutes.
            if (!line.contains(OPERATOR) || !line.contains(namespace)) {
                continue;
            }
            JsonNode entry = JSON.readTree(line);
            JsonNode object = entry.path("objectRef");
            String verb = entry.path("verb").asText();
            if (WRITES.contains(verb)
                    && object.path("namespace").asText().equals(namespace)
                    && entry.path("user").path("username").asText().equals(OPERATOR)) {
                String part = object.path("subresource").asText();
                counts.merge(
                        verb + " " + object.path("resource").asText() + (part.isEmpty() ? "" : "/" + part),
                        1,
                        Integer::sum);
            }
        }
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
