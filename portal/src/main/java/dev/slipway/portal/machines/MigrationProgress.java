package dev.slipway.portal.machines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.SlipwayNames;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** How far a migration is, from the note that the node-agent keeps on the instance. */
public final class MigrationProgress {
    private static final ObjectMapper JSON = new ObjectMapper();

    private MigrationProgress() {}

    /**
     * Returns the part of memory that has moved, from 0 to 1; empty if nobody has said it of this migration.
     *
     * @param migration uid of the migration
     */
    public static OptionalDouble of(VirtualMachineInstance instance, String migration) {
        String note = Optional.ofNullable(instance.getMetadata())
                .map(metadata -> Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of()))
                .map(annotations -> annotations.get(SlipwayNames.MIGRATION_PROGRESS))
                .orElse("{}");
        try {
            JsonNode told = JSON.readTree(note);
            double total = told.path("total").asDouble(0);
            return total > 0 && told.path("migration").asText().equals(migration)
                    ? OptionalDouble.of(Math.clamp(1 - told.path("remaining").asDouble(0) / total, 0, 1))
                    : OptionalDouble.empty();
        } catch (JsonProcessingException e) {
            // Somebody else wrote the annotation: nothing is known then.
            return OptionalDouble.empty();
        }
    }
}
