package dev.slipway.standalone.apiserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UserRolesTest {
    private static final Path MANIFESTS = Path.of("../deploy/kustomize/slipway.yaml");

    @Test
    void users_may_on_a_cluster_what_they_may_in_standalone() throws IOException {
        SortedMap<String, JsonNode> embedded = new TreeMap<>();
        for (ObjectNode object : DefaultRoles.all()) {
            if (isForUsers(object)) {
                put(embedded, object);
            }
        }
        SortedMap<String, JsonNode> installed = new TreeMap<>();
        try (MappingIterator<ObjectNode> documents =
                new YAMLMapper().readerFor(ObjectNode.class).readValues(MANIFESTS.toFile())) {
            documents.forEachRemaining(document -> {
                if (isForUsers(document)) {
                    put(installed, document);
                }
            });
        }
        assertThat(installed).isEqualTo(embedded);
    }

    private static boolean isForUsers(ObjectNode object) {
        String name = object.at("/metadata/name").asText();
        return object.path("kind").asText().startsWith("ClusterRole")
                && name.contains("kubevirt.io")
                && !name.startsWith("slipway:");
    }

    private static void put(SortedMap<String, JsonNode> roles, ObjectNode object) {
        String key =
                object.path("kind").asText() + " " + object.at("/metadata/name").asText();
        roles.put(key + " rules", object.path("rules"));
        roles.put(key + " subjects", object.path("subjects"));
    }
}
