package dev.slipway.standalone.apiserver.fields;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FieldSetTest {
    private static final String TEXT = """
            {"f:metadata":{"f:labels":{".":{},"f:a":{}}},"f:spec":{"f:parts":{"k:{\\"name\\":\\"x\\"}":{".":{},"f:name":{}}},"f:tags":{"v:\\"q\\"":{}}}}""";

    @Test
    void text_form_survives_a_round_trip() throws IOException {
        assertThat(FieldSet.read(json(TEXT)).toJson()).hasToString(TEXT);
    }

    @Test
    void members_are_shown_as_paths() throws IOException {
        assertThat(FieldSet.read(json(TEXT)).paths())
                .containsExactly(
                        ".metadata.labels",
                        ".metadata.labels.a",
                        ".spec.parts[name=\"x\"]",
                        ".spec.parts[name=\"x\"].name",
                        ".spec.tags[=\"q\"]");
    }

    @Test
    void difference_and_union_are_inverse() throws IOException {
        FieldSet all = FieldSet.read(json(TEXT));
        FieldSet some = FieldSet.read(json("""
                {"f:spec":{"f:parts":{"k:{\\"name\\":\\"x\\"}":{".":{},"f:name":{}}}}}"""));

        assertThat(all.minus(some).union(some)).isEqualTo(all);
        assertThat(all.minus(some).intersection(some).isEmpty()).isTrue();
    }

    @Test
    void keys_in_another_order_name_the_same_item() {
        assertThat(PathElement.parse("k:{\"b\":1,\"a\":2}")).isEqualTo(PathElement.parse("k:{\"a\":2,\"b\":1}"));
    }

    /** Clients may send any managedFields; seeded, so that a failure can be repeated. */
    @Test
    void random_text_form_is_read_without_breaking() {
        Random random = new Random(20_261_124);
        for (int i = 0; i < 5_000; i++) {
            FieldSet set = FieldSet.read(randomTree(random, 4));

            assertThat(FieldSet.read(set.toJson())).isEqualTo(set);
            assertThat(set.paths()).isNotNull();
        }
    }

    private static JsonNode randomTree(Random random, int depth) {
        ObjectNode tree = Json.object();
        String[] keys = {".", "f:a", "f:", "k:{\"n\":1}", "k:{", "k:", "v:1", "v:\"x", "i:0", "", "z:q", "f:b"};
        for (int i = random.nextInt(4); i > 0 && depth > 0; i--) {
            tree.set(keys[random.nextInt(keys.length)], randomTree(random, depth - 1));
        }
        return tree;
    }

    private static JsonNode json(String text) throws IOException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
