package dev.slipway.api.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FieldTableTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void committed_table_is_the_one_that_the_records_give() throws IOException {
        assertThat(Files.readString(Path.of("../docs/fields.md")))
                .as("run FieldTable with docs/fields.md after changing a record or a sentence")
                .isEqualTo(FieldTable.text());
    }

    @Test
    void field_that_does_nothing_is_told_with_its_path() throws IOException {
        JsonNode machine = json("""
                {"spec":{"updateVolumesStrategy":"Replacement","template":{"spec":{"domain":{"devices":
                {"disks":[{"name":"a"}],"interfaces":[{"name":"a","portRanges":[{"start":1,"end":2}]}]}},
                "resourceClaims":[{"name":"x"}]}}}}
                """);
        assertThat(StoredFields.warnings("kubevirt.io", "virtualmachines", machine, null))
                .contains(
                        "spec.template.spec.domain.devices.interfaces[0].portRanges is stored and has no effect: Slipway does not use it yet.",
                        "spec.template.spec.resourceClaims is stored and has no effect: Slipway does not use it yet.");
    }

    @Test
    void update_tells_only_what_it_changes() throws IOException {
        JsonNode before = json("{\"spec\":{\"resourceClaims\":[{\"name\":\"x\"}]}}");
        JsonNode after = json("{\"spec\":{\"hostname\":\"x\",\"resourceClaims\":[{\"name\":\"x\"}]}}");
        assertThat(StoredFields.warnings("kubevirt.io", "virtualmachineinstances", after, before))
                .isEmpty();
        assertThat(StoredFields.warnings("kubevirt.io", "virtualmachineinstances", after, json("{\"spec\":{}}")))
                .hasSize(1);
    }

    @Test
    void other_kinds_and_used_fields_are_told_nothing_about() throws IOException {
        assertThat(StoredFields.warnings("", "pods", json("{\"spec\":{}}"), null))
                .isEmpty();
        assertThat(StoredFields.warnings(
                        "kubevirt.io", "virtualmachineinstances", json("{\"spec\":{\"hostname\":\"x\"}}"), null))
                .isEmpty();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }
}
