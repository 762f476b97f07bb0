package dev.slipway.standalone.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.app.EmbeddedControlPlane;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every size and preference that Slipway brings along is accepted strictly, and machines of each preference and series are, too. */
class CatalogueTest {
    private static final Path CATALOGUE = Path.of("../deploy/catalogue");

    @TempDir
    private static Path directory;

    @Test
    void catalogue_is_accepted_and_makes_machines() throws IOException, InterruptedException {
        List<JsonNode> preferences = read("preferences.yaml");
        List<JsonNode> sizes = read("instancetypes.yaml");
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start(directory);
                RecordedApi api = new RecordedApi(
                        plane.address(), EmbeddedControlPlane.ADMIN_TOKEN, "system:serviceaccount:slipway:operator")) {
            for (JsonNode object : concatenated(sizes, preferences)) {
                String all = api.collection(object, "").orElseThrow();
                RecordedApi.demand(api.post(all + "?fieldValidation=Strict", object));
            }
            api.makeNamespace("shop");
            for (JsonNode preference : preferences) {
                accept(api, "u1.large", preference.at("/metadata/name").asText());
            }
            for (String size : smallestOfEachSeries(sizes)) {
                accept(api, size, "alpine");
            }
        }
    }

    private static void accept(RecordedApi api, String size, String preference) {
        ObjectNode machine = RecordedApi.JSON
                .createObjectNode()
                .put("apiVersion", "kubevirt.io/v1")
                .put("kind", "VirtualMachine");
        machine.putObject("metadata").put("name", "try").put("namespace", "shop");
        ObjectNode spec = machine.putObject("spec").put("runStrategy", "Halted");
        spec.putObject("instancetype").put("name", size);
        spec.putObject("preference").put("name", preference);
        spec.putObject("template").putObject("spec").putObject("domain").putObject("devices");
        JsonNode stored = api.send(
                        "POST",
                        "/apis/kubevirt.io/v1/namespaces/shop/virtualmachines?dryRun=All",
                        Optional.of(machine),
                        "application/json",
                        Optional.empty())
                .body();
        assertThat(stored.path("kind").asText())
                .as(size + " with " + preference + ": " + stored)
                .isEqualTo("VirtualMachine");
        assertThat(api.send(
                                "PUT",
                                "/apis/subresources.kubevirt.io/v1/namespaces/shop/expand-vm-spec",
                                Optional.of(machine),
                                "application/json",
                                Optional.empty())
                        .code())
                .isEqualTo(200);
    }

    private static List<String> smallestOfEachSeries(List<JsonNode> sizes) {
        Map<String, String> smallest = new LinkedHashMap<>();
        sizes.forEach(size -> smallest.putIfAbsent(
                size.at("/metadata/labels")
                        .path("instancetype.kubevirt.io/class")
                        .asText(),
                size.at("/metadata/name").asText()));
        assertThat(smallest).hasSizeGreaterThan(5);
        return List.copyOf(smallest.values());
    }

    private static List<JsonNode> concatenated(List<JsonNode> one, List<JsonNode> other) {
        List<JsonNode> all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static List<JsonNode> read(String file) throws IOException {
        return new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(CATALOGUE.resolve(file).toFile())
                .readAll();
    }
}
