package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Translation between the version that is stored and the one that is asked for. All versions of a custom resource share
 * one form, so only {@code apiVersion} differs; the two event APIs name the same facts differently.
 */
public final class Versions {
    private static final String START = "{\"apiVersion\":\"";
    private static final String NEW_EVENTS = "events.k8s.io/v1";
    private static final Map<String, String> NEW_NAMES = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "source", "deprecatedSource",
            "reportingComponent", "reportingController");

    private Versions() {}

    /** Returns the bytes of a stored object in the version of the type. */
    public static byte[] served(ResourceType type, StoredObject object) {
        byte[] json = object.json();
        byte[] start = (START + type.apiVersion() + '"').getBytes(StandardCharsets.UTF_8);
        if (startsWith(json, start)) {
            return json;
        }
        if (type.apiVersion().equals(NEW_EVENTS)) {
            return Json.bytes(served(type, object.tree()));
        }
        int end = START.length();
        while (json[end] != '"') {
            end++;
        }
        int rest = json.length - end - 1;
        byte[] served = new byte[start.length + rest];
        System.arraycopy(start, 0, served, 0, start.length);
        System.arraycopy(json, end + 1, served, start.length, rest);
        return served;
    }

    /** Returns a stored tree, changed to the version of the type. */
    public static ObjectNode served(ResourceType type, ObjectNode stored) {
        if (type.apiVersion().equals(NEW_EVENTS)
                && !stored.path("apiVersion").asText().equals(NEW_EVENTS)) {
            NEW_NAMES.forEach((old, young) -> rename(stored, old, young));
        }
        return stored.put("apiVersion", type.apiVersion());
    }

    /** Returns a tree of the version of the type, changed to the version that is stored. */
    public static ObjectNode stored(ResourceType type, String storedVersion, ObjectNode served) {
        if (type.apiVersion().equals(NEW_EVENTS)) {
            NEW_NAMES.forEach((old, young) -> rename(served, young, old));
        }
        return served.put("apiVersion", storedVersion);
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }

    private static boolean startsWith(byte[] json, byte[] start) {
        return json.length >= start.length && Arrays.equals(json, 0, start.length, start, 0, start.length);
    }
}
