package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What makes two items of a set or map list the same item. */
public final class ListIdentity {
    private static final String WHOLE = "";

    private ListIdentity() {}

    /** Returns the keys with their values, or the whole item of a set; empty for a map item without any key. */
    public static Map<String, JsonNode> of(Schema list, JsonNode item) {
        Map<String, JsonNode> identity = new TreeMap<>();
        if (list.list() == Schema.ListType.SET) {
            identity.put(WHOLE, item);
            return identity;
        }
        for (String key : list.keys()) {
            JsonNode value = item.path(key);
            if (value.isMissingNode() || value.isNull()) {
                initial(list, key).ifPresent(initial -> identity.put(key, initial));
            } else {
                identity.put(key, value);
            }
        }
        return identity;
    }

    /** A key that is left out counts with its default. */
    private static Optional<JsonNode> initial(Schema list, String key) {
        return list.items().flatMap(items -> items.field(key)).flatMap(Schema::initial);
    }

    static String shown(Schema list, JsonNode item) {
        if (list.list() == Schema.ListType.SET) {
            return item.toString();
        }
        ObjectNode keys = Json.object();
        of(list, item).forEach(keys::set);
        return keys.toString();
    }
}
