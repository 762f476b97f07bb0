package dev.slipway.nodeagent.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.migration.Way;
import java.util.Optional;

/** Reads {@code migration} of a launcher's state: QEMU's {@code query-migrate} and what the launcher adds. */
final class WayReader {
    private static final long BITS_OF_MEGABIT = 1_000_000;

    private WayReader() {}

    static Optional<Way> of(JsonNode migration) {
        String id = migration.path("id").asText("");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        JsonNode ram = migration.path("ram");
        return Optional.of(new Way(
                id,
                migration.path("direction").asText("").equals("in"),
                migration.path("stage").asText(""),
                migration.path("status").asText(""),
                migration.path("error-desc").asText(""),
                ram.path("transferred").asLong(0),
                ram.path("remaining").asLong(0),
                ram.path("total").asLong(0),
                (long) (ram.path("mbps").asDouble(0) * BITS_OF_MEGABIT / 8),
                ram.path("dirty-pages-rate").asLong(0) * ram.path("page-size").asLong(0),
                migration.has("downtime")
                        ? migration.path("downtime").asLong(0)
                        : migration.path("expected-downtime").asLong(0),
                ram.path("dirty-sync-count").asLong(0),
                migration.path("cpu-throttle-percentage").asLong(0)));
    }
}
