package dev.slipway.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergePatchTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void equal_trees_need_no_patch() {
        assertThat(MergePatch.between(tree("{'a':{'b':[1,2]}}"), tree("{'a':{'b':[1,2]}}")))
                .isEmpty();
    }

    @Test
    void only_what_differs_is_in_it() {
        assertThat(MergePatch.between(tree("{'a':1,'b':{'c':1,'d':2}}"), tree("{'a':1,'b':{'c':1,'d':3}}")))
                .contains((ObjectNode) tree("{'b':{'d':3}}"));
    }

    @Test
    void what_is_gone_is_null() {
        assertThat(MergePatch.between(tree("{'pods':{'old':'n1','kept':'n2'}}"), tree("{'pods':{'kept':'n2'}}")))
                .contains((ObjectNode) tree("{'pods':{'old':null}}"));
    }

    @Test
    void lists_are_replaced_whole() {
        assertThat(MergePatch.between(tree("{'l':[1,2]}"), tree("{'l':[2]}"))).contains((ObjectNode) tree("{'l':[2]}"));
    }

    @Test
    void a_thousand_random_patches_lead_where_they_shall() {
        Random random = new Random(20261124);
        for (int round = 0; round < 1000; round++) {
            ObjectNode before = object(random, 3);
            ObjectNode after = object(random, 3);
            Optional<ObjectNode> patch = MergePatch.between(before, after);
            assertThat(patch.map(change -> applied(before, change)).orElse(before))
                    .isEqualTo(after);
        }
    }

    /** RFC 7396 §2, word for word. */
    private static JsonNode applied(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        ObjectNode result = target.isObject() ? target.deepCopy() : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                result.remove(field.getKey());
            } else {
                result.set(field.getKey(), applied(result.path(field.getKey()), field.getValue()));
            }
        });
        return result;
    }

    private static ObjectNode object(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int index = random.nextInt(4); index > 0; index--) {
            object.set("k" + random.nextInt(5), value(random, depth - 1));
        }
        return object;
    }

    private static JsonNode value(Random random, int depth) {
        return switch (depth <= 0 ? random.nextInt(2) : random.nextInt(4)) {
            case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(3));
            case 1 -> JsonNodeFactory.instance.textNode("v" + random.nextInt(3));
            case 2 -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                for (int index = random.nextInt(3); index > 0; index--) {
                    list.add(random.nextInt(3));
                }
                yield list;
            }
            default -> object(random, depth);
        };
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
