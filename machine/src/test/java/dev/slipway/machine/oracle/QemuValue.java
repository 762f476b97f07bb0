package dev.slipway.machine.oracle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A value of an option, {@code head,key=value,…} or JSON, as properties in one form: on and off, numbers in bytes. */
final class QemuValue {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-f]{1,15}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})([KMGT])");

    private QemuValue() {}

    /**
     * Returns the properties.
     *
     * @param first name of what comes first without a name
     */
    static Map<String, String> of(String value, String first) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (value.startsWith("{")) {
            flatten("", json(value), properties);
            return properties;
        }
        List<String> parts = parts(value);
        for (int i = 0; i < parts.size(); i++) {
            int equals = parts.get(i).indexOf('=');
            boolean head = i == 0 && equals < 0;
            String key = head ? first : equals < 0 ? parts.get(i) : parts.get(i).substring(0, equals);
            String text = head ? parts.get(i) : equals < 0 ? "on" : parts.get(i).substring(equals + 1);
            properties.merge(key, plain(text), (one, other) -> one + "," + other);
        }
        return properties;
    }

    private static List<String> parts(String value) {
        List<String> parts = new ArrayList<>();
        for (String part : value.replace(",,", "\0").split(",", -1)) {
            parts.add(part.replace('\0', ','));
        }
        return parts;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON: " + text, e);
        }
    }

    /** Adds the leaves of a tree by their paths: {@code file.driver}, {@code host-nodes.0}. */
    private static void flatten(String path, JsonNode node, Map<String, String> properties) {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (node.isObject()) {
            node.properties().forEach(entry -> flatten(prefix + entry.getKey(), entry.getValue(), properties));
        } else if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(item.asText()));
            properties.put(path, String.join(",", items));
        } else {
            properties.put(path, plain(node.isNull() ? "none" : node.asText()));
        }
    }

    /** Returns one form of what QEMU's parsers read the same. */
    static String plain(String text) {
        Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (size.matches()) {
            long unit = 1L << 10 * (1 + "KMGT".indexOf(size.group(2)));
            return Long.toString(Long.parseLong(size.group(1)) * unit);
        }
        return switch (text) {
            case "true", "yes" -> "on";
            case "false", "no" -> "off";
            default ->
                HEXADECIMAL.matcher(text).matches() ? Long.toString(Long.parseLong(text.substring(2), 16)) : text;
        };
    }
}
