package dev.slipway.standalone.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.openapi.BuiltInSchemas;
import dev.slipway.standalone.apiserver.schema.Schema;
import dev.slipway.standalone.apiserver.schema.SchemaReader;
import dev.slipway.standalone.apiserver.status.ProblemException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Patches come from anywhere; seeded, so that a failure can be repeated. */
final class RandomPatchTest {
    private static final Schema POD =
            SchemaReader.read(BuiltInSchemas.of("", "v1", "Pod").orElseThrow());
    private static final String[] NAMES = {
        "spec",
        "containers",
        "name",
        "image",
        "metadata",
        "finalizers",
        "labels",
        "$patch",
        "$retainKeys",
        "tolerations",
        "$setElementOrder/containers",
        "$deleteFromPrimitiveList/finalizers",
        "op",
        "path",
        "value",
        "from"
    };
    private static final String[] VALUES = {
        "replace", "delete", "merge", "a", "/spec/containers/0", "/a~1", "add", "-", ""
    };

    @Test
    void strategic_patch_is_applied_or_refused() {
        Random random = new Random(20_261_124);
        for (int i = 0; i < 20_000; i++) {
            JsonNode target = tree(random, 5);
            JsonNode patch = tree(random, 5);
            try {
                assertThat(StrategicMergePatch.apply(POD, target, patch)).isNotNull();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isIn(400, 422);
            }
        }
    }

    @Test
    void json_patch_is_applied_or_refused() {
        Random random = new Random(20_261_124);
        for (int i = 0; i < 20_000; i++) {
            ArrayNode patch = Json.MAPPER.createArrayNode();
            for (int operations = random.nextInt(3); operations >= 0; operations--) {
                patch.add(tree(random, 2));
            }
            try {
                assertThat(JsonPatch.apply(tree(random, 4), patch)).isNotNull();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).isIn(400, 413, 422);
            }
        }
    }

    private static JsonNode tree(Random random, int depth) {
        int kind = random.nextInt(depth > 0 ? 6 : 3);
        return switch (kind) {
            case 0 -> Json.MAPPER.nullNode();
            case 1 -> Json.MAPPER.valueToTree(VALUES[random.nextInt(VALUES.length)]);
            case 2 -> Json.MAPPER.valueToTree(random.nextInt(3));
            case 3 -> {
                ArrayNode list = Json.MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(tree(random, depth - 1));
                }
                yield list;
            }
            default -> {
                ObjectNode object = Json.object();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.set(NAMES[random.nextInt(NAMES.length)], tree(random, depth - 1));
                }
                yield object;
            }
        };
    }
}
