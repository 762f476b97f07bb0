package dev.slipway.standalone.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The order of a list after a strategic merge patch. */
final class ListOrder {
    private ListOrder() {}

    /**
     * Returns the items in order: those that the patch names as it names them; each other one before the first named item
     * that it stood before.
     *
     * @param key of items that are objects; absent for scalars
     * @param merged the list with the patch in it
     * @param wanted the order of the patch
     * @param before the list without the patch
     */
    static ArrayNode arrange(Optional<String> key, ArrayNode merged, JsonNode wanted, JsonNode before) {
        List<JsonNode> named = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        merged.forEach(item -> (index(key, wanted, item) >= 0 ? named : others).add(item));
        named.sort(Comparator.comparingInt(item -> index(key, wanted, item)));
        ArrayNode arranged = Json.MAPPER.createArrayNode();
        int next = 0;
        for (JsonNode item : named) {
            int place = index(key, before, item);
            while (next < others.size()) {
                int other = index(key, before, others.get(next));
                if (other < 0 || place < 0 || other > place) {
                    break;
                }
                arranged.add(others.get(next++));
            }
            arranged.add(item);
        }
        others.subList(next, others.size()).forEach(arranged::add);
        return arranged;
    }

    private static int index(Optional<String> key, JsonNode list, JsonNode item) {
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            boolean same = key.isPresent()
                    ? Json.equal(list.get(i).path(key.get()), item.path(key.get()))
                    : Json.equal(list.get(i), item);
            if (same) {
                return i;
            }
        }
        return -1;
    }
}
