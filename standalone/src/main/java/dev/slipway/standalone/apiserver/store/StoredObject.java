package dev.slipway.standalone.apiserver.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.util.HashMap;
import java.util.Map;

/** One state of one object, with the bytes that clients get: apiVersion first, then kind, metadata and the rest. */
public final class StoredObject {
    private final ObjectKey key;
    private final long revision;
    private final byte[] json;
    private final String uid;
    private final Map<String, String> labels;

    StoredObject(ObjectKey key, long revision, byte[] json, String uid, Map<String, String> labels) {
        this.key = key;
        this.revision = revision;
        this.json = json;
        this.uid = uid;
        this.labels = labels;
    }

    static StoredObject read(ObjectKey key, long revision, byte[] json) {
        JsonNode metadata = Json.parseStored(json).path("metadata");
        return new StoredObject(key, revision, json, metadata.path("uid").asText(), labels(metadata));
    }

    static Map<String, String> labels(JsonNode metadata) {
        JsonNode labels = metadata.path("labels");
        if (labels.isEmpty()) {
            return Map.of();
        }
        Map<String, String> map = HashMap.newHashMap(labels.size());
        labels.properties()
                .forEach(label -> map.put(label.getKey(), label.getValue().asText()));
        return Map.copyOf(map);
    }

    public ObjectKey key() {
        return key;
    }

    /** Returns the revision of the write that made this state. */
    public long revision() {
        return revision;
    }

    /** Returns the object as UTF-8 JSON in its storage version; shared, not to be changed. */
    public byte[] json() {
        return json;
    }

    public String uid() {
        return uid;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** Returns a new tree, which the caller may change. */
    public ObjectNode tree() {
        return Json.parseStored(json);
    }
}
