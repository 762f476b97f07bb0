package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds fields that a JSON text says twice; the tree only keeps the last. */
final class DuplicateFields {
    private static final int MOST_REPORTED = 100;

    private DuplicateFields() {}

    /** Returns paths like {@code spec.size}, in the order of the text. */
    static List<String> of(byte[] json) {
        List<String> duplicates = new ArrayList<>();
        Deque<Set<String>> open = new ArrayDeque<>();
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case START_OBJECT -> open.push(new HashSet<>());
                    case END_OBJECT -> open.pop();
                    case FIELD_NAME -> {
                        if (!open.element().add(parser.currentName()) && duplicates.size() < MOST_REPORTED) {
                            duplicates.add(path(parser));
                        }
                    }
                    default -> {}
                }
            }
        } catch (IOException _) {
            return duplicates;
        }
        return duplicates;
    }

    private static String path(JsonParser parser) {
        return parser.getParsingContext()
                .pathAsPointer()
                .toString()
                .substring(1)
                .replaceAll("/(\\d+)(?=/|$)", "[$1]")
                .replace('/', '.');
    }
}
