package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Objects of which new ones are made: parts are crossed with those of others, left out, doubled and twisted. */
final class Corpus {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MOST_TWISTS = 4;

    /** Values that rules tend to forget. */
    private static final List<JsonNode> ODD = List.of(
            NODES.textNode(""),
            NODES.textNode("a"),
            NODES.textNode("x".repeat(300)),
            NODES.textNode("ü\u0000/../%"),
            NODES.textNode("-1"),
            NODES.textNode("1Gi"),
            NODES.textNode("0.5"),
            NODES.textNode("9223372036854775807E"),
            NODES.textNode("virtio"),
            NODES.textNode("sata"),
            NODES.textNode("true"),
            NODES.numberNode(0),
            NODES.numberNode(1),
            NODES.numberNode(-1),
            NODES.numberNode(3),
            NODES.numberNode(1_000_000),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(1.5),
            NODES.booleanNode(true),
            NODES.booleanNode(false),
            NODES.nullNode(),
            NODES.objectNode(),
            NODES.arrayNode());

    private final List<ObjectNode> objects;

    Corpus(List<ObjectNode> objects) {
        this.objects = List.copyOf(objects);
    }

    ObjectNode next(Random random) {
        ObjectNode object = pick(random).deepCopy();
        int twists = random.nextInt(MOST_TWISTS + 1);
        for (int i = 0; i < twists; i++) {
            twist(object, random);
        }
        return object;
    }

    private ObjectNode pick(Random random) {
        return objects.get(random.nextInt(objects.size()));
    }

    private void twist(ObjectNode object, Random random) {
        List<String> places = new ArrayList<>();
        collect(object.path("spec"), "/spec", places);
        if (places.isEmpty()) {
            return;
        }
        String place = places.get(random.nextInt(places.size()));
        switch (random.nextInt(6)) {
            case 0 -> put(object, place, ODD.get(random.nextInt(ODD.size())).deepCopy());
            case 1 -> remove(object, place);
            case 2 -> doubled(object, place);
            default -> cross(object, pick(random), random);
        }
    }

    /** Puts a part of {@code donor} where it has it, under the template's spec for the other kind. */
    private static void cross(ObjectNode object, ObjectNode donor, Random random) {
        String from = instance(donor);
        List<String> places = new ArrayList<>();
        collect(donor.at(from), "", places);
        if (places.isEmpty()) {
            return;
        }
        String place = places.get(random.nextInt(places.size()));
        put(object, instance(object) + place, donor.at(from + place).deepCopy());
    }

    private static String instance(ObjectNode object) {
        return object.path("kind").asText().equals("VirtualMachine") ? "/spec/template/spec" : "/spec";
    }

    private static void collect(JsonNode node, String path, List<String> places) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                String place = path + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
                places.add(place);
                collect(field.getValue(), place, places);
            });
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.add(path + "/" + i);
                collect(node.get(i), path + "/" + i, places);
            }
        }
    }

    private static void put(ObjectNode object, String place, JsonNode value) {
        JsonNode parent = object.at(place.substring(0, place.lastIndexOf('/')));
        String last = last(place);
        if (parent instanceof ObjectNode fields) {
            fields.set(last, value);
        } else if (parent instanceof ArrayNode list && !list.isEmpty() && last.matches("\\d+")) {
            list.set(Math.min(Integer.parseInt(last), list.size() - 1), value);
        }
    }

    private static void remove(ObjectNode object, String place) {
        JsonNode parent = object.at(place.substring(0, place.lastIndexOf('/')));
        if (parent instanceof ObjectNode fields) {
            fields.remove(last(place));
        } else if (parent instanceof ArrayNode list) {
            list.remove(Integer.parseInt(last(place)));
        }
    }

    private static void doubled(ObjectNode object, String place) {
        if (object.at(place) instanceof ArrayNode list && !list.isEmpty()) {
            list.add(list.get(0).deepCopy());
        }
    }

    private static String last(String place) {
        return place.substring(place.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
    }
}
