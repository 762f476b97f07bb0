package dev.slipway.standalone.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Where two JSON trees differ, as {@code path: want …, got …}. Members of lists are known by what names them, not by their
 * place, so that {@code spec.volumes[root].secret} is a path.
 */
public final class TreeDifference {
    private static final List<String> NAMES = List.of(
            "name", "mountPath", "devicePath", "type", "conditionType", "key", "phase", "topologyKey", "uid", "path");

    private TreeDifference() {}

    /** Returns the differences, in the order of the paths. */
    public static List<String> between(JsonNode want, JsonNode got) {
        List<String> found = new ArrayList<>();
        compare("", want, got, found);
        return found;
    }

    private static void compare(String path, JsonNode want, JsonNode got, List<String> found) {
        if (want.isObject() && got.isObject()) {
            compare(path, ".", fields(want), fields(got), found);
        } else if (want.isArray() && got.isArray()) {
            compare(path, "", members(want), members(got), found);
        } else if (!want.equals(got)) {
            found.add(path + ": want " + shown(want) + ", got " + shown(got));
        }
    }

    private static void compare(
            String path, String dot, Map<String, JsonNode> want, Map<String, JsonNode> got, List<String> found) {
        TreeSet<String> names = new TreeSet<>(want.keySet());
        names.addAll(got.keySet());
        for (String name : names) {
            String inner = path.isEmpty() ? name : path + dot + name;
            JsonNode wanted = want.get(name);
            JsonNode given = got.get(name);
            if (given == null) {
                found.add(inner + ": missing, want " + shown(Objects.requireNonNull(wanted)));
            } else if (wanted == null) {
                found.add(inner + ": extra, got " + shown(given));
            } else {
                compare(inner, wanted, given, found);
            }
        }
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    /** Members without a name are known by their text: a list of words, or of selectors, is a set. */
    private static Map<String, JsonNode> members(JsonNode list) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        for (JsonNode member : list) {
            String name = NAMES.stream()
                    .filter(member::has)
                    .findFirst()
                    .map(key -> member.get(key).asText())
                    .orElseGet(member::toString);
            String key = "[" + name + "]";
            for (int copy = 2; members.containsKey(key); copy++) {
                key = "[" + name + " " + copy + "]";
            }
            members.put(key, member);
        }
        return members;
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() > 160 ? text.substring(0, 160) + "…" : text;
    }
}
