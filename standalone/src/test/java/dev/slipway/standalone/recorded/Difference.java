package dev.slipway.standalone.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where two answers are not the same, what is random or the server's aside. */
final class Difference {
    private static final Set<String> SERVER_FIELDS = Set.of(
            "uid",
            "creationTimestamp",
            "resourceVersion",
            "managedFields",
            "generation",
            "selfLink",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private Difference() {}

    /** Returns the object without what cannot be compared. */
    static JsonNode comparable(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(SERVER_FIELDS);
        }
        if (copy.path("kind").asText().equals("VirtualMachineClone")
                && copy.at("/spec/target") instanceof ObjectNode target) {
            target.remove("name");
        }
        hideRandom(copy);
        return copy;
    }

    private static void hideRandom(JsonNode node) {
        if (node.path("firmware") instanceof ObjectNode firmware) {
            for (String random : List.of("uuid", "serial")) {
                if (firmware.has(random)) {
                    firmware.put(random, "*");
                }
            }
        }
        node.forEach(Difference::hideRandom);
    }

    /** Returns the causes of a Status as reason and field. */
    static Set<String> causes(JsonNode status) {
        Set<String> causes = new TreeSet<>();
        status.at("/details/causes")
                .forEach(cause -> causes.add(cause.path("reason").asText("-") + " "
                        + cause.path("field").asText("-")));
        return causes;
    }

    /** Returns each place where {@code got} is not as wanted. */
    static List<String> of(JsonNode want, JsonNode got) {
        List<String> rows = new ArrayList<>();
        collect(want, got, "", rows);
        return rows;
    }

    private static void collect(JsonNode want, JsonNode got, String path, List<String> rows) {
        if (want.isObject() && got.isObject()) {
            Set<String> fields = new TreeSet<>();
            want.fieldNames().forEachRemaining(fields::add);
            got.fieldNames().forEachRemaining(fields::add);
            fields.forEach(field -> collect(want.path(field), got.path(field), path + "." + field, rows));
        } else if (want.isArray() && got.isArray() && want.size() == got.size()) {
            for (int i = 0; i < want.size(); i++) {
                collect(want.get(i), got.get(i), path + "[" + i + "]", rows);
            }
        } else if (!same(want, got)) {
            rows.add("%s: want %s, got %s".formatted(path, shown(want), shown(got)));
        }
    }

    private static boolean same(JsonNode want, JsonNode got) {
        return want.equals(got)
                || want.isNumber() && got.isNumber() && want.decimalValue().compareTo(got.decimalValue()) == 0;
    }

    private static String shown(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.substring(0, Math.min(text.length(), 160));
    }
}
