package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Optional;

/**
 * The architecture of a machine that names none and is made from an image: that of the first DataSource of its disks which
 * is labelled with one. Source: KubeVirt v1.9.0, {@code pkg/defaults/defaults.go}.
 */
final class ImageArchitecture {
    private static final String LABEL = "template.kubevirt.io/architecture";
    private static final List<String> KNOWN = List.of("amd64", "arm64", "s390x");

    private ImageArchitecture() {}

    /** Sets the architecture of {@code machine} if it has none and an image tells it. */
    static void complete(ObjectNode machine, String namespace, ClusterFacts facts) {
        JsonNode spec = machine.path("spec");
        if (!(spec.path("template").path("spec") instanceof ObjectNode template)
                || !template.path("architecture").asText("").isEmpty()) {
            return;
        }
        for (JsonNode disk : spec.path("dataVolumeTemplates")) {
            Optional<String> architecture = source(disk.path("spec").path("sourceRef"), namespace, facts)
                    .map(source ->
                            source.path("metadata").path("labels").path(LABEL).asText(""))
                    .filter(KNOWN::contains);
            if (architecture.isPresent()) {
                template.put("architecture", architecture.get());
                return;
            }
        }
    }

    /** Returns the DataSource that a disk is made from, or the one that this one points to. */
    private static Optional<JsonNode> source(JsonNode reference, String namespace, ClusterFacts facts) {
        if (!reference.path("kind").asText("").equalsIgnoreCase("datasource")) {
            return Optional.empty();
        }
        String given = reference.path("namespace").asText("");
        return find(given.isEmpty() ? namespace : given, reference, facts).flatMap(source -> {
            JsonNode next = source.path("spec").path("source").path("dataSource");
            return next.isObject() ? find(next.path("namespace").asText(""), next, facts) : Optional.of(source);
        });
    }

    private static Optional<JsonNode> find(String namespace, JsonNode reference, ClusterFacts facts) {
        return facts.find(
                "cdi.kubevirt.io",
                "datasources",
                namespace,
                reference.path("name").asText(""));
    }
}
