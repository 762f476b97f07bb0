package dev.slipway.standalone.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON patch (RFC 6902) as kube-apiserver understands it: the whole value can be tested and replaced, but only parts of it added,
 * moved and removed. The target is copied once, so that thousands of operations on a large object cost what they touch.
 */
public final class JsonPatch {
    private static final int MOST_OPERATIONS = 10_000;

    /** What all copies of a patch may add, as kube-apiserver bounds it; a few of them would double an object beyond all memory. */
    private static final long MOST_COPIED_BYTES = 3 << 20;

    private JsonNode root;
    private long copied;

    private JsonPatch(JsonNode root) {
        this.root = root;
    }

    /** It does not fit the target. */
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** Where a pointer leads: the container, which need not have the last name. */
    private record Place(JsonNode container, String last) {}

    /**
     * Returns the patched value; the target stays as it is.
     *
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 400 for a malformed patch, 422 for one that does
     *     not fit the target
     */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isArray()) {
            throw Problem.badRequest(
                            "error decoding patch: json: cannot unmarshal %s into Go value of type jsonpatch.Patch"
                                    .formatted(patch.isObject() ? "object" : "value"))
                    .exception();
        }
        if (patch.size() > MOST_OPERATIONS) {
            throw Problem.tooLarge(
                            "Request entity too large: The allowed maximum operations in a JSON patch is %d, got %d"
                                    .formatted(MOST_OPERATIONS, patch.size()))
                    .exception();
        }
        JsonPatch state = new JsonPatch(target.deepCopy());
        try {
            for (JsonNode operation : patch) {
                state.run(operation);
            }
        } catch (Unfit _) {
            throw Problem.rejected().exception();
        }
        if (Json.isTooDeep(state.root)) {
            throw Problem.badRequest("the patched object has more levels than an object may have")
                    .exception();
        }
        return state.root;
    }

    private void run(JsonNode operation) throws Unfit {
        String path = text(operation, "path");
        switch (text(operation, "op")) {
            case "add" -> add(place(path), value(operation).deepCopy());
            case "remove" -> remove(place(path));
            case "replace" -> {
                if (path.isEmpty()) {
                    root = container(value(operation)).deepCopy();
                    return;
                }
                Place place = place(path);
                get(place);
                set(place, value(operation).deepCopy());
            }
            case "move" -> {
                Place from = place(text(operation, "from"));
                JsonNode moved = get(from);
                remove(from);
                add(place(path), moved);
            }
            case "copy" -> {
                JsonNode original = get(place(text(operation, "from")));
                copied += Json.bytes(original).length;
                if (copied > MOST_COPIED_BYTES) {
                    throw new Unfit();
                }
                add(place(path), original.deepCopy());
            }
            case "test" -> test(path, operation.path("value"));
            default -> throw new Unfit();
        }
    }

    private static String text(JsonNode operation, String field) throws Unfit {
        JsonNode text = operation.path(field);
        if (!text.isTextual()) {
            throw new Unfit();
        }
        return text.textValue();
    }

    private static JsonNode value(JsonNode operation) throws Unfit {
        JsonNode value = operation.path("value");
        if (value.isMissingNode()) {
            throw new Unfit();
        }
        return value;
    }

    private static JsonNode container(JsonNode value) throws Unfit {
        if (!value.isContainerNode()) {
            throw new Unfit();
        }
        return value;
    }

    private Place place(String pointer) throws Unfit {
        List<String> names = names(pointer);
        JsonNode container = root;
        for (String name : names.subList(0, names.size() - 1)) {
            container = get(new Place(container, name));
        }
        return new Place(container(container), names.getLast());
    }

    private static List<String> names(String pointer) throws Unfit {
        if (!pointer.startsWith("/")) {
            throw new Unfit();
        }
        List<String> names = new ArrayList<>();
        for (String name : pointer.substring(1).split("/", -1)) {
            names.add(name.replace("~1", "/").replace("~0", "~"));
        }
        return names;
    }

    private static JsonNode get(Place place) throws Unfit {
        JsonNode found = place.container instanceof ArrayNode list
                ? list.get(index(place.last, list.size()))
                : place.container.get(place.last);
        if (found == null) {
            throw new Unfit();
        }
        return found;
    }

    /** @param end the first index that there is not */
    private static int index(String name, int end) throws Unfit {
        try {
            int index = Integer.parseInt(name);
            if (index >= 0 && index < end) {
                return index;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new Unfit();
    }

    private static void set(Place place, JsonNode value) throws Unfit {
        if (place.container instanceof ArrayNode list) {
            list.set(index(place.last, list.size()), value);
        } else if (place.container instanceof ObjectNode object) {
            object.set(place.last, value);
        } else {
            throw new Unfit();
        }
    }

    private static void add(Place place, JsonNode value) throws Unfit {
        if (place.container instanceof ArrayNode list) {
            list.insert(place.last.equals("-") ? list.size() : index(place.last, list.size() + 1), value);
        } else {
            set(place, value);
        }
    }

    private static void remove(Place place) throws Unfit {
        get(place);
        if (place.container instanceof ArrayNode list) {
            list.remove(index(place.last, list.size()));
        } else {
            ((ObjectNode) place.container).remove(place.last);
        }
    }

    /** What is missing equals null. */
    private void test(String path, JsonNode wanted) throws Unfit {
        JsonNode expected = wanted.isMissingNode() ? Json.MAPPER.nullNode() : wanted;
        JsonNode found = path.isEmpty() ? root : found(place(path));
        if (!Json.equal(found, expected)) {
            throw new Unfit();
        }
    }

    private static JsonNode found(Place place) throws Unfit {
        return place.container instanceof ObjectNode object && !object.has(place.last)
                ? Json.MAPPER.nullNode()
                : get(place);
    }
}
