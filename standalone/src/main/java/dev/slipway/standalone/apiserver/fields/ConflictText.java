package dev.slipway.standalone.apiserver.fields;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sentence about conflicts of an apply. */
final class ConflictText {
    private ConflictText() {}

    static String of(Map<FieldManager, List<String>> conflicts, int count) {
        String head =
                count == 1 ? "Apply failed with 1 conflict: " : "Apply failed with %d conflicts: ".formatted(count);
        return head
                + conflicts.entrySet().stream()
                        .map(conflict -> one(conflict.getKey(), conflict.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String one(FieldManager manager, List<String> paths) {
        return paths.size() == 1
                ? "conflict with %s: %s".formatted(manager.shown(), paths.getFirst())
                : "conflicts with %s:\n".formatted(manager.shown())
                        + paths.stream().map(path -> "- " + path).collect(Collectors.joining("\n"));
    }
}
